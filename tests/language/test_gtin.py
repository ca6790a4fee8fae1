"""Which article numbers mean the same article at every merchant."""

import pytest

from catalog.language.gtin import gtin_key


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["4006381333931", "4006381333931 ", "4006-3813-33931", "04006381333931"], "4006381333931"),
        (["036000291452", "0036000291452", "36000291452", "0 36000 29145 2"], "36000291452"),
        (["96385074", "0000096385074"], "96385074"),
        (["978-0-306-40615-7", "0306406152", "0-306-40615-2"], "9780306406157"),
        (["080442957X", "080442957x", "9780804429573"], "9780804429573"),
    ],
)
def test_spellings_of_an_article_number_share_its_key(spellings: list[str], key: str) -> None:
    assert [gtin_key(spelling) for spelling in spellings] == [key] * len(spellings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "n/a",
        "0000000000000",
        "00000000",
        "1111111111116",
        "1234567890128",
        "4006381333932",  # check digit
        "400638133393",  # a digit short
        "400638133393112",
        "2012345678903",  # weighed in a shop
        "0412345678903",  # of a company's own
        "9900000000004",  # a coupon
        "03064061520",
        "٤٠٠٦٣٨١٣٣٣٩٣١",
        "EAN 4006381333931",
        "9" * 5_000,
    ],
)
def test_what_no_article_bears_has_no_key(text: str) -> None:
    assert gtin_key(text) == ""
