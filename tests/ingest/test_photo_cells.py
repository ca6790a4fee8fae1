"""Where one photo ends and the next begins."""

import pytest

from catalog.ingest.dialects.photo_cells import split_photos

A, B = "https://a.example/1.jpg", "https://b.example/2.jpg"


@pytest.mark.parametrize("between", [",", ", ", ";", " ; ", "|", " ", "\n"])
def test_addresses_come_in_every_separation(between: str) -> None:
    assert split_photos(f"{A}{between}{B}") == [A, B]


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_an_address_may_hold_a_separator(mark: str) -> None:
    resized = f"https://cdn.example/w_300{mark}h_200/1.jpg"
    assert split_photos(f"{resized},{B}") == [resized, B]


@pytest.mark.parametrize("between", [" , ", ";\n", " | | ", ",,"])
def test_separators_may_come_several_at_once(between: str) -> None:
    assert split_photos(f"{A}{between}{B}") == [A, B]


def test_an_address_may_hold_a_space() -> None:
    assert split_photos(f"https://a.example/my shoe.jpg, {B}") == [
        "https://a.example/my shoe.jpg",
        B,
    ]


def test_a_separator_at_the_end_is_no_photo() -> None:
    assert split_photos(f"{A},") == [A]


def test_names_of_files_are_separated_too() -> None:
    assert split_photos("1.jpg, my shoe.jpg;3.jpg") == ["1.jpg", "my shoe.jpg", "3.jpg"]
