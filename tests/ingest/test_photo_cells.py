"""Splitting cells that list several photos."""

import pytest

from catalog.ingest.dialects.photo_cells import split_photos

A, B = "https://a.example/1.jpg", "https://b.example/2.jpg"


@pytest.mark.parametrize("separator", [",", ", ", ";", " ; ", "|", " ", "\n"])
def test_photo_addresses_are_split_at_every_separator(separator: str) -> None:
    assert split_photos(f"{A}{separator}{B}") == [A, B]


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_a_separator_within_a_photo_address_does_not_split_it(mark: str) -> None:
    resized = f"https://cdn.example/w_300{mark}h_200/1.jpg"
    assert split_photos(f"{resized},{B}") == [resized, B]


@pytest.mark.parametrize("separator", [" , ", ";\n", " | | ", ",,"])
def test_repeated_separators_between_photo_addresses_count_once(separator: str) -> None:
    assert split_photos(f"{A}{separator}{B}") == [A, B]


def test_a_space_within_a_photo_address_does_not_split_it() -> None:
    assert split_photos(f"https://a.example/my shoe.jpg, {B}") == [
        "https://a.example/my shoe.jpg",
        B,
    ]


def test_a_trailing_separator_is_no_photo() -> None:
    assert split_photos(f"{A},") == [A]


def test_photo_file_names_are_split_at_every_separator() -> None:
    assert split_photos("1.jpg, my shoe.jpg;3.jpg") == ["1.jpg", "my shoe.jpg", "3.jpg"]
