"""Preprocessing gives the same pixels as open_clip's own transform."""

from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from catalog.embedding.preprocessing import Preprocessing
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: E402  # torchvision

CONFIGS: dict[str, dict[str, object]] = {
    "squashed": {"size": [32, 32], "resize_mode": "squash"},
    "squashed to a tall input": {"size": [48, 32], "resize_mode": "squash"},
    "cropped": {"size": 32, "resize_mode": "shortest"},
    "cropped to a wide input": {"size": [32, 47], "resize_mode": "shortest"},
    "padded": {"size": 33, "resize_mode": "longest", "fill_color": 127},
    "bilinear": {"size": 32, "resize_mode": "shortest", "interpolation": "bilinear"},
    "one mean": {"size": 32, "mean": [0.1, 0.2, 0.3], "std": [0.9, 0.8, 0.7]},
}
SIZES = [(32, 32), (33, 32), (31, 90), (200, 77), (8, 160), (160, 8), (5, 4), (1001, 667)]


def noise(size: tuple[int, int]) -> Image.Image:
    width, height = size
    pixels = np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def complete(config: Mapping[str, object]) -> dict[str, object]:
    default = PreprocessCfg()
    return {name: getattr(default, name) for name in default.__dataclass_fields__} | dict(config)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_preprocessing_gives_open_clips_pixels(
    config: dict[str, object], size: tuple[int, int]
) -> None:
    full = complete(config)
    expected = image_transform_v2(PreprocessCfg(**full), is_train=False)(noise(size)).numpy()
    (pixels,) = Preprocessing.from_config(full).normalise([noise(size)])
    assert pixels.dtype == np.float32
    assert np.abs(pixels - expected).max() < 1e-6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_picture_resized_in_advance_gives_the_same_pixels(
    config: dict[str, object], size: tuple[int, int]
) -> None:
    preprocessing = Preprocessing.from_config(complete(config))
    resized = preprocessing.resize(noise(size))
    assert resized.size == (preprocessing.width, preprocessing.height)
    pixels = preprocessing.normalise([resized])
    assert np.array_equal(pixels, preprocessing.normalise([noise(size)]))


@pytest.mark.parametrize(
    "config",
    [
        {"size": None},
        {"size": [32]},
        {"size": [32, 0]},
        {"resize_mode": "stretch"},
        {"interpolation": "lanczos"},
        {"mean": [0.5, 0.5]},
        {"std": None},
    ],
)
def test_unsupported_preprocess_cfg_is_refused(config: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"unknown|not a value"):
        Preprocessing.from_config(complete(config))
