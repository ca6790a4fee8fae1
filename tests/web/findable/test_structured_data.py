"""Texts, numbers and amounts as search engines take them."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.gtin import valid_gtin
from catalog.web.findable.json_ld import as_script_text
from catalog.web.findable.plain_text import DESCRIPTION, one_line
from catalog.web.findable.structured_data import amount


@pytest.mark.parametrize(
    "gtin", ["4006381333931", "96385074", "036000291452", "10614141000415", "4006381-33393 1"]
)
def test_a_valid_gtin_is_told_to_search_engines(gtin: str) -> None:
    assert valid_gtin(gtin) == gtin.replace("-", "").replace(" ", "")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "4006381333932",
        "123",
        "abc",
        "0" * 13,
        "٤٠٠٦٣٨١٣٣٣٩٣١",
        "9" * 5000,
        "²" * 8,
        "4006381333931x",
    ],
)
def test_an_invalid_gtin_is_left_out(wrong: str) -> None:
    assert valid_gtin(wrong) == ""


@pytest.mark.parametrize(
    ("price", "currency", "written"),
    [
        ("12", "EUR", "12.00"),
        ("12900.00", "JPY", "12900"),
        ("1.2345", "EUR", "1.2345"),
        ("1.5", "KWD", "1.500"),
        ("1000000000", "EUR", "1000000000.00"),
        ("0", "EUR", "0.00"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    price: str, currency: str, written: str
) -> None:
    assert amount(Decimal(price), currency) == written


@given(st.text())
def test_structured_data_keeps_every_text_and_never_ends_its_script(text: str) -> None:
    written = as_script_text({"name": text or "x"})
    assert json.loads(written)["name"] == (text or "x")
    assert written.isascii()
    assert not set("<>&") & set(written)


def test_values_that_are_missing_are_left_out_at_any_depth() -> None:
    written = as_script_text({"a": "", "b": {"c": None, "d": 1}, "e": [], "f": [{"g": ""}]})
    assert json.loads(written) == {"@context": "https://schema.org", "b": {"d": 1}, "f": [{}]}


@given(st.text(max_size=3000))
def test_a_description_is_one_line_within_its_limit(text: str) -> None:
    line = one_line(text)
    assert len(line) <= DESCRIPTION
    assert line == " ".join(line.split())


def test_a_long_description_is_cut_after_a_word() -> None:
    assert one_line("A cup, with a handle", limit=14) == "A cup, with a…"
    assert one_line("A cup, with a handle", limit=9) == "A cup…"
    assert one_line("漢字" * 100, limit=10) == "漢字漢字漢字漢字漢…"
