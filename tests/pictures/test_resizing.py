"""A picture is shrunk strip by strip, and nobody can tell."""

import numpy as np
import pytest
from PIL import Image

from catalog.pictures.colour import resizable
from catalog.pictures.resizing import STRIP, shrunk

SIZE = (1300, 901)  # of several strips, of which the last is smaller


@pytest.fixture(scope="module")
def noise() -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 256, (SIZE[1], SIZE[0], 4), np.uint8)
    assert SIZE[0] * SIZE[1] > 3 * STRIP
    return Image.fromarray(pixels, "RGBA")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "L", "RGB", "CMYK"])
def test_it_is_to_the_last_bit_what_resizing_the_whole_makes(noise: Image.Image, mode: str) -> None:
    image = noise.convert("RGB").convert(mode) if mode == "CMYK" else noise.convert(mode)
    whole = resizable(image).resize((320, 222), Image.Resampling.BICUBIC)
    small = shrunk(image, (320, 222))
    assert small.mode == whole.mode
    assert np.array_equal(np.asarray(small), np.asarray(whole))


def test_a_transparent_colour_is_one_in_every_strip(noise: Image.Image) -> None:
    image = noise.convert("L").quantize(4)
    image.info["transparency"] = 2
    whole = resizable(image).resize((320, 222), Image.Resampling.BICUBIC)
    assert whole.mode == "RGBA"
    assert np.array_equal(np.asarray(shrunk(image, (320, 222))), np.asarray(whole))
