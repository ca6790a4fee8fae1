"""Parsing prices of feeds."""

from decimal import Decimal

import pytest

from catalog.ingest.dialects.currencies import parse_currency
from catalog.ingest.dialects.prices import Price, parse_price
from catalog.ingest.problems import RowError
from catalog.money import CURRENCIES, decimals_of
from tests.ingest.reading import read_feed


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("15.00 USD", "15.00", "USD"),
        ("15.00USD", "15.00", "USD"),
        ("usd 15", "15", "USD"),
        ("0.5 EUR", "0.5", "EUR"),
        ("12,50 EUR", "12.50", "EUR"),
        ("0,99 EUR", "0.99", "EUR"),
        ("1,299.00 USD", "1299.00", "USD"),
        ("1.299,00 EUR", "1299.00", "EUR"),
        ("1,234,567.00 EUR", "1234567.00", "EUR"),
        ("1.234.567 EUR", "1234567", "EUR"),
        ("1 299,00 EUR", "1299.00", "EUR"),
        ("1\u00a0299,00 EUR", "1299.00", "EUR"),
        ("1'299.00 CHF", "1299.00", "CHF"),
        ("12.5000 EUR", "12.50", "EUR"),
        ("9999999999.99 EUR", "9999999999.99", "EUR"),
        ("€12.50", "12.50", "EUR"),
        ("12,50 €", "12.50", "EUR"),
        ("€ 12 EUR", "12", "EUR"),
        ("12,- €", "12", "EUR"),
        ("12.50 Euro", "12.50", "EUR"),
        ("US$12.50", "12.50", "USD"),
        ("£12.50", "12.50", "GBP"),
        ("99,00 zł", "99.00", "PLN"),
        ("500 руб.", "500", "RUB"),
        ("1,500 JPY", "1500", "JPY"),
        ("12.500 KWD", "12.50", "KWD"),
    ],
)
def test_unambiguous_prices_are_parsed(text: str, amount: str, currency: str) -> None:
    assert parse_price(text, column="price") == Price(Decimal(amount), currency)


@pytest.mark.parametrize("text", ["9", "9.00", "9,00"])
def test_a_price_without_currency_takes_the_given_one(text: str) -> None:
    assert parse_price(text, column="sale_price", currency="EUR") == Price(Decimal(9), "EUR")


@pytest.mark.parametrize(
    ("sign", "default", "code"), [("$", "CAD", "CAD"), ("kr", "NOK", "NOK"), ("¥", "CNY", "CNY")]
)
def test_a_sign_of_several_currencies_is_the_merchants(sign: str, default: str, code: str) -> None:
    assert parse_price(f"{sign}5", column="price", currency=default).currency == code


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("1,299 EUR", "thousands or decimals"),
        ("1.234 EUR", "thousands or decimals"),
        ("NaN EUR", "cannot be read as a price"),
        ("Infinity EUR", "cannot be read as a price"),
        ("1e5 EUR", "cannot be read as a price"),
        ("free", "cannot be read as a price"),
        ("10 USD 5", "cannot be read as a price"),
        ("12,34.00 EUR", "cannot be read as a price"),
        ("1.23,456.00 EUR", "cannot be read as a price"),
        ("1 2,50 EUR", "cannot be read as a price"),
        ("\u0661\u0665.00 EUR", "cannot be read as a price"),
        ("EUR", "cannot be read as a price"),
        ("", "cannot be read as a price"),
        ("9" * 61, "cannot be read as a price"),
        ("0.999 EUR", "two decimals"),
        ("USD 15.00 EUR", "two currencies"),
        ("15.00", "names no currency"),
        ("$15.00", "may be USD, CAD"),
        ("15.00 XXX", "not a currency"),
        ("15.00 BTC", "not a currency"),
        ("15.00 EURO.", "not a currency"),
        ("from 15.00 EUR", "not a currency"),
    ],
)
def test_ambiguous_and_invalid_prices_are_refused_with_cause_and_fix(text: str, cause: str) -> None:
    with pytest.raises(RowError, match=cause) as refused:
        parse_price(text, column="price")
    assert "Write it as 1299.00 EUR" in str(refused.value)


@pytest.mark.parametrize("text", ["-1.00 EUR", "10000000000.00 EUR"])
def test_prices_out_of_range_are_refused(text: str) -> None:
    with pytest.raises(RowError, match="Correct it"):
        parse_price(text, column="price")


def test_every_sign_stands_for_currencies_that_exist() -> None:
    assert parse_currency("eur", default="") == "EUR"
    assert {len(code) for code in CURRENCIES} == {3}
    withdrawn = {"BGN", "HRK", "ANG", "CUC", "SLL", "ZWL", "VEF", "BYR"}
    no_prices = {"XXX", "XTS", "XAU", "XAG", "XDR", "XUA", "XSU", "CLF", "USN", "CHE"}
    assert not CURRENCIES & (withdrawn | no_prices)
    assert CURRENCIES.issuperset({"XCG", "SLE", "ZWG", "VED", "MRU", "STN", "XCD", "XOF"})
    assert decimals_of("JPY") == 0


def sale(price: str, sale_price: str) -> tuple[Decimal | None, list[str]]:
    data = f"id\ttitle\tprice\tsale_price\timage_link\nN1\tHat\t{price}\t{sale_price}\t\n"
    reading = read_feed(data.encode())
    return reading.product.sale_price, reading.warnings.get(2, [])


def test_a_sale_price_of_zero_is_left_out_and_said() -> None:
    amount, (warning,) = sale("10.00 EUR", "0.00 EUR")
    assert amount is None
    assert "would make the product free" in warning


def test_a_price_of_zero_is_said() -> None:
    _, (warning,) = sale("0.00 EUR", "")
    assert "shown as free" in warning
