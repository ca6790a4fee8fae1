"""Amounts of money as people read them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from catalog.money import money


def written(amount: str, currency: str, language: str) -> str:
    with override(language):
        return money(Decimal(amount), currency).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("amount", "currency", "english", "german"),
    [
        ("1234.5", "EUR", "€1,234.50", "1.234,50 €"),
        ("10", "CHF", "CHF 10.00", "10,00 CHF"),
        ("12900.00", "JPY", "¥12,900", "12.900 ¥"),
        ("129000.00", "KRW", "₩129,000", "129.000 ₩"),
        ("4990.00", "ISK", "ISK 4,990", "4.990 ISK"),
        ("1.25", "KWD", "KWD 1.250", "1,250 KWD"),
        ("0.00", "EUR", "€0.00", "0,00 €"),
        ("1E+3", "CLP", "CLP 1,000", "1.000 CLP"),
        ("20", "USD", "$20.00", "20,00 $"),
        ("20", "AUD", "A$20.00", "20,00 AU$"),
    ],
)
def test_money_is_written_as_the_language_of_the_page_writes_it(
    amount: str, currency: str, english: str, german: str
) -> None:
    assert written(amount, currency, "en") == english
    assert written(amount, currency, "de") == german


def test_an_amount_that_a_currency_does_not_have_is_not_rounded() -> None:
    assert written("1500.50", "JPY", "en") == "¥1,500.5"
    assert written("19.995", "EUR", "de") == "19,995 €"


@pytest.mark.parametrize("language", ["xx", "../../etc/passwd", "en-" + "x" * 1000])
def test_an_unknown_language_writes_money_as_english_does(language: str) -> None:
    assert written("1234.5", "EUR", language) == "€1,234.50"
