"""The photos of an address, each with the part to search with."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from catalog.pictures.picture import CropBox
from catalog.search.checked_query import InvalidQuery
from catalog.web.parameters import read_parameters
from catalog.web.search_url import SearchUrl

ONE, OTHER = "7200b756-4cb0-4a6d-8389-b285cbe7b8bf", "c2c8a5a0-3c0e-4d0e-9f57-6a3f3bb0e7f1"


def photos(*pairs: tuple[str, object]) -> tuple[str, ...]:
    return SearchUrl.parse(QueryDict(urlencode(pairs))).every("photo")


def sides(*percent: object) -> list[tuple[str, object]]:
    return list(zip(("crop.left", "crop.top", "crop.right", "crop.bottom"), percent, strict=True))


def test_each_photo_has_its_own_part() -> None:
    url = SearchUrl.parse(QueryDict(f"photo={ONE}~0,0,1,0.5&photo={OTHER}"))
    first, second = read_parameters(url).photos
    assert first.crop == CropBox(left=0, top=0, right=1, bottom=0.5)
    assert second.crop is None


def test_an_earlier_address_with_a_crop_still_finds_the_part() -> None:
    assert photos(("photo", ONE), ("crop", "0,0,0.5,1")) == (f"{ONE}~0,0,0.5,1",)
    assert photos(("crop", "0,0,0.5,1")) == ()


def test_four_numbers_of_a_form_choose_the_part() -> None:
    assert photos(("photo", ONE), *sides(10, 0, "62.5", 100)) == (f"{ONE}~0.1,0,0.625,1",)
    assert photos(("photo", f"{ONE}~0,0,0.5,1"), *sides(0, 0, 40, 100)) == (f"{ONE}~0,0,0.4,1",)


def test_each_photo_has_four_numbers_of_its_own() -> None:
    chosen = photos(("photo", ONE), *sides(0, 0, 50, 100), ("photo", OTHER), *sides(0, 0, 100, 30))
    assert chosen == (f"{ONE}~0,0,0.5,1", f"{OTHER}~0,0,1,0.3")


@pytest.mark.parametrize("percent", [(0, 0, 100, 100), ("", "", "", ""), (0, 0, 100, 300)])
def test_numbers_of_the_whole_photo_choose_no_part(percent: tuple[object, ...]) -> None:
    assert photos(("photo", f"{ONE}~0,0,0.5,1"), *sides(*percent)) == (ONE,)


@pytest.mark.parametrize(
    ("percent", "part"),
    [
        ((60, 0, 10, 100), "0.1,0,0.6,1"),  # swapped
        ((50, 50, 50, 50), "0.5,0.5,0.55,0.55"),  # empty
        ((100, 100, 100, 100), "0.95,0.95,1,1"),
        (("12,5", 0, 50, 100), "0.125,0,0.5,1"),
    ],
)
def test_numbers_that_are_no_part_become_the_nearest_one(
    percent: tuple[object, ...], part: str
) -> None:
    assert photos(("photo", ONE), *sides(*percent)) == (f"{ONE}~{part}",)


@pytest.mark.parametrize("number", ["x", "-1", "1e2", "nan", "1" * 400, "٣"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidQuery):
        photos(("photo", ONE), *sides(number, 0, 50, 100))


@pytest.mark.parametrize("value", ["x", f"{ONE}~1,2", f"{ONE}~0,0,2,2", f"{ONE}~a,b,c,d"])
def test_a_photo_or_part_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(InvalidQuery):
        read_parameters(SearchUrl.parse(QueryDict(urlencode({"photo": value}))))


def test_removing_the_last_image_removes_the_balance_too() -> None:
    url = SearchUrl.parse(QueryDict(f"q=cup&w=80&photo={ONE}~0,0,1,0.5&photo={OTHER}"))
    left = url.without_photo(f"{ONE}~0,0,1,0.5")
    assert left.query_string == f"photo={OTHER}&q=cup&w=80"
    assert left.without_photo(OTHER).query_string == "q=cup"
