import math

import pytest

from catalog.pictures.picture import CropBox, InvalidCrop, Picture
from tests.pictures.photos import quadrants


@pytest.fixture
def picture() -> Picture:
    return Picture(image=quadrants((64, 48)), sha256="of the file")


def test_crop_keeps_the_chosen_part(picture: Picture) -> None:
    part = picture.crop(CropBox(left=0.5, top=0, right=1, bottom=0.5))
    assert part.image.size == (32, 24)
    assert part.image.getcolors() == [(32 * 24, (0, 150, 0))]
    assert part.sha256 != picture.sha256


def test_crop_of_the_whole_picture_is_the_picture_itself(picture: Picture) -> None:
    assert picture.crop(CropBox(left=0, top=0, right=1, bottom=1)).sha256 == picture.sha256


@pytest.mark.parametrize(
    "sides",
    [
        (math.nan, 0, 1, 1),
        (0, 0, math.inf, 1),
        (0.8, 0, 0.2, 1),
        (0, 0.8, 1, 0.2),
        (-0.1, 0, 1, 1),
        (0, 0, 1, 1.1),
        (0.5, 0, 0.5, 1),
    ],
)
def test_crop_that_is_not_a_box_is_refused(sides: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = sides
    with pytest.raises(InvalidCrop, match="crop"):
        CropBox(left=left, top=top, right=right, bottom=bottom)


@pytest.mark.parametrize("right", [0.001, 0.1])
def test_crop_that_is_too_small_is_refused(picture: Picture, right: float) -> None:
    with pytest.raises(InvalidCrop, match="too small"):
        picture.crop(CropBox(left=0, top=0, right=right, bottom=1))
