"""Shrinking in strips gives the same pixels as resizing the whole picture."""

import numpy as np
import pytest
from PIL import Image

from catalog.pictures.colour import to_8_bit_channels
from catalog.pictures.resizing import STRIP_PIXELS, shrink

SIZE = (1300, 901)  # several strips, the last one smaller


@pytest.fixture(scope="module")
def noise() -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 256, (SIZE[1], SIZE[0], 4), np.uint8)
    assert SIZE[0] * SIZE[1] > 3 * STRIP_PIXELS
    return Image.fromarray(pixels, "RGBA")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "L", "RGB", "CMYK"])
def test_shrinking_in_strips_equals_resizing_the_whole(noise: Image.Image, mode: str) -> None:
    image = noise.convert("RGB").convert(mode) if mode == "CMYK" else noise.convert(mode)
    whole = to_8_bit_channels(image).resize((320, 222), Image.Resampling.BICUBIC)
    small = shrink(image, (320, 222))
    assert small.mode == whole.mode
    assert np.array_equal(np.asarray(small), np.asarray(whole))


def test_transparent_colour_applies_to_every_strip(noise: Image.Image) -> None:
    image = noise.convert("L").quantize(4)
    image.info["transparency"] = 2
    whole = to_8_bit_channels(image).resize((320, 222), Image.Resampling.BICUBIC)
    assert whole.mode == "RGBA"
    assert np.array_equal(np.asarray(shrink(image, (320, 222))), np.asarray(whole))
