"""The order of sizes."""

import random

import pytest

from catalog.web.size_order import size_key


@pytest.mark.parametrize(
    "sizes",
    [
        ["XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "XXXXL", "10XL"],
        ["2XS", "x-small", "Small", "medium", "Large", "Extra Large", "2X-Large"],
        ["XS", "XS/S", "S", "S/M", "M", "L/XL"],
        ["36", "36.5", "36 2/3", "37", "37 1/3", "37,5", "38", "101"],
        ["7", "7½", "8", "10"],
        ["EU 9", "EU 10", "UK 3"],
        ["28/30", "28/32", "30/30", "30/32", "32/30"],
        ["W28 L32", "W30 L30", "W30 L32"],
        ["75A", "75B", "80A", "80B"],
        ["0-3 months", "3-6 months", "18-24 months", "2-3 years", "4-5 years"],
        ["One size", "S", "36", "king", "queen"],
        ["009", "10", "9" * 5_000],
        ["90 x 200 cm", "140 x 200 cm", "140 x 220 cm"],
    ],
)
def test_sizes_are_in_the_order_in_which_people_expect_them(sizes: list[str]) -> None:
    shuffled = random.Random(4).sample(sizes, len(sizes))
    assert sorted(shuffled, key=size_key) == sizes


@pytest.mark.parametrize("size", ["", "½", "/", "x", "¾/¼", "٣", "²", "--", "xxxxxxxxxxxxxl"])
def test_any_text_has_a_place_among_sizes(size: str) -> None:
    assert sorted([size, "M", "36", "king"], key=size_key)
