"""What "1.299" means is decided by the other numbers of its column, in the whole file."""

from decimal import Decimal

import pytest

from tests.ingest.reading import read_feed


def prices(*cells: str, sale: str = "") -> dict[int, str]:
    """Return the price, or the error, by row."""
    lines = "".join(f"N{n};Hat;{cell};{sale};\n" for n, cell in enumerate(cells))
    reading = read_feed(f"id;title;price;sale_price;image_link\n{lines}".encode())
    found = {product.row: str(product.price) for product in reading.products}
    return found | reading.errors


@pytest.mark.parametrize(
    ("cell", "other", "price"),
    [
        ("1.299", "12,50", "1299.00"),
        ("1.299", "1.050,00 €", "1299.00"),
        ("1,299 EUR", "12.50 EUR", "1299.00"),
        ("1,299", "2,345,678", "1299.00"),
        ("12.500", "3.99", "12.50"),
        ("12,500", "3,99", "12.50"),
        ("0.500", "1,299", "0.50"),
    ],
)
@pytest.mark.parametrize("ambiguous_first", [True, False])
def test_an_ambiguous_price_follows_the_others(
    cell: str, other: str, price: str, ambiguous_first: bool
) -> None:
    cells = (cell, other) if ambiguous_first else (other, cell)
    assert prices(*cells)[2 if ambiguous_first else 3] == price


def test_other_price_columns_tell_if_the_own_does_not() -> None:
    assert prices("1.299", sale="99,90")[2] == "1299.00"


@pytest.mark.parametrize(
    "cells",
    [
        ("1.299",),
        ("1.299", "2,499"),
        ("1.299", "12.50", "12,50"),
        ("12,345", "12,50"),  # a third decimal is no price
    ],
)
def test_a_price_that_nothing_decides_is_refused_with_the_fix(cells: tuple[str, ...]) -> None:
    message = prices(*cells)[2]
    assert "may mean thousands or decimals" in message
    assert "Write it as 1299.00 EUR" in message


def test_what_was_decided_is_said() -> None:
    data = b"id;title;price;image_link\nN1;Hat;1.299;\nN2;Hat;12,50;\n"
    (note,) = read_feed(data).notes
    assert note == "In the column price, a comma marks the decimals, so 1.299 was read as 1299."


def test_prices_of_shopify_and_woocommerce_are_decided_too() -> None:
    shopify = b"Handle;Title;Vendor;Variant Price\na;Hat;Ada;1.299\nb;Cap;Ada;12,50\n"
    woocommerce = "Typ;Artikelnummer;Name;Regulärer Preis\nsimple;a;Hut;1.299\nsimple;b;Hut;12,50\n"
    for data in (shopify, woocommerce.encode()):
        assert [p.price for p in read_feed(data).products] == [Decimal(1299), Decimal("12.50")]
