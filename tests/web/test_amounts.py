"""Prices as shoppers type them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from catalog.web.amounts import MAX_LENGTH, as_typed, in_address, read_amount


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("20", "20"),
        ("19.90", "19.90"),
        ("19,90", "19.90"),
        ("19,9", "19.9"),
        (".5", "0.5"),
        ("5,", "5"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1 234,50", "1234.50"),
        ("1\u202f234", "1234"),
        ("1'234.50", "1234.50"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        (" 20 ", "20"),
    ],
)
def test_an_amount_is_read_however_it_is_written(language: str, typed: str, amount: str) -> None:
    with override(language):
        assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [("en", "1.234", "1.234"), ("en", "1,234", "1234"), ("de", "1.234", "1234"),
     ("de", "1,234", "1.234")],
)  # fmt: skip
def test_one_mark_before_three_digits_is_read_as_the_page_writes_numbers(
    language: str, typed: str, amount: str
) -> None:
    with override(language):
        assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    ["", ".", ",", "x", "-5", "1.2.3", "1,23,456", "1.234,567,8", "1,2.3,4", "1e5", "1_000", "٣",
     "∞", "NaN", "1 2", "12 34", "1" * 12, "1." + "1" * 11, "1" * MAX_LENGTH * 1000,
     "1 " * 100_000],
)  # fmt: skip
def test_anything_else_is_no_amount(typed: str) -> None:
    assert read_amount(typed) is None


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
@pytest.mark.parametrize("amount", ["0", "20", "1234", "19.9", "1234.5", "1.234", "0.125"])
def test_an_amount_is_read_back_as_it_was_written(language: str, amount: str) -> None:
    value = Decimal(amount)
    with override(language):
        assert read_amount(in_address(value)) == value
        assert read_amount(as_typed(value)) == value


def test_an_amount_is_offered_for_change_as_the_page_writes_it() -> None:
    with override("de"):
        assert as_typed(Decimal("1234.5")) == "1234,50"
        assert as_typed(Decimal(20)) == "20"
