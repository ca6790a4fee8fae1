"""Amounts of money as people read them."""

from decimal import Decimal

import pytest

from catalog.money import money


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1234.5", "EUR", "€1,234.50"),
        ("10", "CHF", "10.00 CHF"),
        ("1500.00", "JPY", "¥1,500"),
        ("129000.00", "KRW", "129,000 KRW"),
        ("4990.00", "ISK", "4,990 ISK"),
        ("250000", "VND", "250,000 VND"),
        ("1.25", "KWD", "1.250 KWD"),
        ("12.00", "TND", "12.000 TND"),
        ("0.00", "EUR", "€0.00"),
        ("0.00", "CLP", "0 CLP"),
        ("1E+3", "XOF", "1,000 XOF"),
    ],
)
def test_money_is_written_with_the_decimals_of_its_currency(
    amount: str, currency: str, written: str
) -> None:
    assert money(Decimal(amount), currency) == written


def test_an_amount_that_a_currency_does_not_have_is_not_rounded() -> None:
    assert money(Decimal("1500.50"), "JPY") == "¥1,500.5"
    assert money(Decimal("19.995"), "EUR") == "€19.995"
