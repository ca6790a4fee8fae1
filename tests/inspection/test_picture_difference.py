"""Pictures are told to be the same through crops and new encodings, and apart otherwise."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from catalog.inspection.duplicates import MAX_DIFFERENCE
from catalog.inspection.picture_difference import Looks, difference
from tests.inspection.pictures import blots, cropped

Edit = Callable[[Image.Image], Image.Image]


def between(first: Image.Image, second: Image.Image) -> float:
    return difference(Looks.of_picture(first), Looks.of_picture(second))


def recoloured(picture: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(picture)[..., [1, 2, 0]])


@pytest.mark.parametrize(
    "edit",
    [
        lambda picture: picture,
        lambda picture: picture.resize((70, 70)),
        lambda picture: cropped(picture, 0.05),
        lambda picture: cropped(picture, 0.1),
        lambda picture: picture.crop((20, 0, 200, 200)),
        ImageOps.mirror,
        lambda picture: ImageEnhance.Brightness(picture).enhance(1.08),
    ],
    ids=["equal", "smaller", "crop", "closer crop", "cut at a side", "mirrored", "brighter"],
)
def test_an_edited_picture_is_the_same(edit: Edit) -> None:
    picture = blots(1)
    assert between(picture, edit(picture)) <= MAX_DIFFERENCE
    assert between(edit(picture), picture) <= MAX_DIFFERENCE


@pytest.mark.parametrize("other", [blots(2), recoloured(blots(1))], ids=["another", "recoloured"])
def test_another_picture_is_not(other: Image.Image) -> None:
    assert between(blots(1), other) > 5 * MAX_DIFFERENCE


def test_white_on_white_is_the_same_only_if_it_is() -> None:
    white = Image.new("RGB", (100, 100), (255, 255, 255))
    faint = white.copy()
    faint.paste((235, 235, 235), (30, 30, 70, 70))
    assert between(white, white) == 0
    assert between(white, faint) > MAX_DIFFERENCE


def test_tiny_and_narrow_pictures_are_compared() -> None:
    assert between(blots(1).resize((3, 200)), blots(1).resize((1, 1))) >= 0
