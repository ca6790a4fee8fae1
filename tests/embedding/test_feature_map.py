"""The feature map of a convolutional image tower, under both runtimes."""

import errno
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.feature_map import FeatureMapTower
from catalog.embedding.onnx.export_cache import FEATURE_MAP_TOWER, MANIFEST
from catalog.embedding.onnx.export_process import export_once
from catalog.embedding.onnx.model import OnnxModel
from catalog.embedding.open_clip_encoder import OpenClipEncoder
from tests.embedding.exporting import export_of, fastest, runs_on_onnx
from tests.embedding.tiny_model import save_tiny_model
from tests.pictures.photos import quadrants

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def convolutional(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model with a small convolutional image tower, whose head is linear."""
    folder = save_tiny_model(tmp_path_factory.mktemp("models") / "convolutional")
    import open_clip

    path = folder / "open_clip_config.json"
    config = json.loads(path.read_text())
    config["model_cfg"]["vision_cfg"] = {
        "timm_model_name": "test_efficientnet",
        "timm_pool": "avg",
        "timm_proj": "",
        "image_size": 64,
    }
    path.write_text(json.dumps(config))
    torch.manual_seed(1)
    weights = open_clip.CLIP(**config["model_cfg"]).state_dict()
    save_file(weights, folder / "open_clip_model.safetensors")
    return folder


@pytest.fixture(scope="module")
def cache(convolutional: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("var") / "encoders"
    export_once(f"local-dir:{convolutional}", cache=cache)
    return cache


@pytest.fixture
def encoder(convolutional: Path, cache: Path) -> OpenClipEncoder:
    encoder = fastest(convolutional, cache)
    assert runs_on_onnx(encoder)
    return encoder


def test_both_runtimes_compute_the_same_feature_map(
    encoder: OpenClipEncoder, convolutional: Path, cache: Path
) -> None:
    on_torch = OpenClipEncoder(f"local-dir:{convolutional}", cache=cache)
    for image in (quadrants(), quadrants((300, 40))):
        vectors, expected = encoder.feature_map(image), on_torch.feature_map(image)
        assert vectors is not None
        assert expected is not None
        assert vectors.shape == (4, 4, 16)
        assert vectors.dtype == np.float32
        assert np.abs(vectors - expected).max() < 1e-4 * np.abs(expected).max()


def test_the_mean_of_the_feature_map_points_where_the_enlarged_picture_does(
    encoder: OpenClipEncoder, convolutional: Path
) -> None:
    """With a linear head, the picture's vector is the map's mean, of unit length."""
    import open_clip

    model = open_clip.create_model(f"local-dir:{convolutional}").eval()
    vectors = encoder.feature_map(quadrants((128, 128)))
    assert vectors is not None
    pixels = np.asarray(quadrants((128, 128)), dtype=np.float32).transpose(2, 0, 1) / 127.5 - 1
    with torch.inference_mode():
        expected = model.encode_image(torch.from_numpy(pixels)[None], normalize=True)[0].numpy()
    mean = vectors.mean(axis=(0, 1))
    assert mean / np.linalg.norm(mean) == pytest.approx(expected, abs=1e-4)


def test_a_change_in_one_corner_changes_the_vectors_there_most(encoder: OpenClipEncoder) -> None:
    plain = Image.new("RGB", (128, 128), "white")
    marked = plain.copy()
    marked.paste((200, 0, 0), (96, 96, 128, 128))
    before, after = encoder.feature_map(plain), encoder.feature_map(marked)
    assert before is not None
    assert after is not None
    changes = np.linalg.norm(after - before, axis=-1)
    assert np.unravel_index(changes.argmax(), changes.shape) == (3, 3)


def test_a_transformer_has_no_feature_map_under_either_runtime(
    model: Path, shared_cache: Path
) -> None:
    on_torch = OpenClipEncoder(f"local-dir:{model}", cache=shared_cache)
    assert on_torch.feature_map(quadrants()) is None
    assert fastest(model, shared_cache).feature_map(quadrants()) is None
    assert not (export_of(model, shared_cache) / FEATURE_MAP_TOWER).exists()


def test_a_damaged_feature_map_is_an_error_of_the_encoder_that_says_what_to_do(
    convolutional: Path, tmp_path: Path
) -> None:
    export_once(f"local-dir:{convolutional}", cache=tmp_path)
    graph = export_of(convolutional, tmp_path) / FEATURE_MAP_TOWER
    graph.write_bytes(bytes(graph.stat().st_size))
    encoder = fastest(convolutional, tmp_path)
    assert encoder.encode_images([quadrants()]).shape == (1, 16)
    with pytest.raises(EncoderError, match="Remove its folder"):
        encoder.feature_map(quadrants())


compute_vectors = FeatureMapTower.forward


def unsupported(tower: FeatureMapTower, pixels: torch.Tensor) -> torch.Tensor:
    vectors: torch.Tensor = torch.special.bessel_j0(compute_vectors(tower, pixels))
    return vectors


def misshapen(_tower: FeatureMapTower, _pixels: torch.Tensor) -> torch.Tensor:
    raise ValueError("not enough values to unpack (expected 3, got 2)")


def other_vectors(_model: OnnxModel, _image: Image.Image) -> Vectors:
    return np.ones((4, 4, 16), dtype=np.float32)


@pytest.mark.parametrize(
    ("part", "method", "behaviour", "reason"),
    [
        (FeatureMapTower, "forward", unsupported, "bessel_j0"),
        (FeatureMapTower, "forward", misshapen, "not enough values to unpack"),
        (OnnxModel, "feature_map", other_vectors, "other vectors of feature maps"),
    ],
    ids=["no operator", "other shape", "other vectors"],
)
def test_tower_whose_feature_map_cannot_be_exported_is_exported_without_it(
    convolutional: Path,
    tmp_path: Path,
    recorded_exports: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    part: type,
    method: str,
    behaviour: Callable[..., object],
    reason: str,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(part, method, behaviour)
        vectors = fastest(convolutional, tmp_path).encode_images([quadrants()])
    encoder = fastest(convolutional, tmp_path)
    assert runs_on_onnx(encoder)
    assert encoder.encode_images([quadrants()]) == pytest.approx(vectors, abs=1e-6)
    assert encoder.feature_map(quadrants()) is None
    assert not (export_of(convolutional, tmp_path) / FEATURE_MAP_TOWER).exists()
    assert len(recorded_exports) == 1
    first, second = caplog.messages  # one for each process that loads it
    assert first == second
    assert "no regions of photos are proposed" in first
    assert reason in first


def test_full_disk_while_the_feature_map_is_written_leaves_no_export(
    convolutional: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it is tried again when there is room."""

    def write(_tower: FeatureMapTower, _pixels: torch.Tensor) -> torch.Tensor:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FeatureMapTower, "forward", write)
    with pytest.raises(OSError, match="No space left"):
        export_once(f"local-dir:{convolutional}", cache=tmp_path)
    assert not list(tmp_path.rglob(MANIFEST))
