"""Parsing prices of feeds."""

from decimal import Decimal

import pytest

from catalog.ingest.dialects.prices import Price, parse_price
from catalog.ingest.problems import RowError


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("15.00 USD", "15.00", "USD"),
        ("15.00USD", "15.00", "USD"),
        ("usd 15", "15", "USD"),
        ("0.5 EUR", "0.5", "EUR"),
        ("1,299.00 USD", "1299.00", "USD"),
        ("1,234,567.00 EUR", "1234567.00", "EUR"),
        ("9999999999.99 EUR", "9999999999.99", "EUR"),
    ],
)
def test_unambiguous_prices_are_parsed(text: str, amount: str, currency: str) -> None:
    assert parse_price(text, column="price") == Price(Decimal(amount), currency)


def test_a_price_without_currency_takes_the_given_one() -> None:
    assert parse_price("9", column="sale_price", currency="EUR") == Price(Decimal(9), "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "1.234,56",
        "1,299",
        "15,00",
        "1.234",
        "-1.00",
        "NaN",
        "Infinity",
        "1e5",
        "free",
        "$15.00",
        "15.00 EURO",
        "USD 15.00 EUR",
        "12,34.00",
        "10000000000.00",
        "\u0661\u0665.00",
        "EUR",
        "15.00",
    ],
)
def test_ambiguous_and_invalid_prices_are_refused_with_the_fix(text: str) -> None:
    with pytest.raises(RowError, match=r"Write it as 1299\.00 EUR"):
        parse_price(text, column="price")
