"""Availability is read in the words that shops use for it."""

import re

import pytest

from catalog.ingest.dialects.availability import _WORDS, parse_availability
from catalog.ingest.problems import RowError
from catalog.models import Availability

IN, OUT = Availability.IN_STOCK, Availability.OUT_OF_STOCK
PRE, BACK = Availability.PREORDER, Availability.BACKORDER


@pytest.mark.parametrize(
    ("text", "availability"),
    [
        ("in stock", IN), ("In_Stock", IN), ("instock", IN), ("InStock", IN), ("IN-STOCK", IN),
        ("yes", IN), ("1", IN), ("25", IN), ("12.0", IN), ("true", IN), ("available", IN),
        ("limited availability", IN), ("auf Lager", IN), ("En stock", IN), ("В наличии", IN),
        ("https://schema.org/InStock", IN), ("http://schema.org/LimitedAvailability", IN),
        ("Out of stock", OUT), ("outofstock", OUT), ("sold out", OUT), ("SoldOut", OUT), ("0", OUT),
        ("-3", OUT), ("no", OUT), ("false", OUT), ("pending", OUT), ("ausverkauft", OUT),
        ("https://schema.org/OutOfStock", OUT),
        ("preorder", PRE), ("pre-order", PRE), ("PreOrder", PRE),
        ("https://schema.org/PreSale", PRE),
        ("backorder", BACK), ("back-order", BACK), ("back order", BACK),
        ("available for order", BACK),
        ("discontinued", Availability.DISCONTINUED),
    ],
)  # fmt: skip
def test_a_spelling_of_availability_is_read(text: str, availability: Availability) -> None:
    assert parse_availability(text) == availability


@pytest.mark.parametrize("text", ["perhaps", "in", "2 weeks", "1.5", "x" * 10_000])
def test_an_unknown_availability_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(RowError, match="Use one of in_stock, out_of_stock"):
        parse_availability(text)


def test_no_word_has_two_meanings() -> None:
    meanings = [
        {re.sub(r"[\W_]+", "", word.casefold()) for word in re.split("[,\n]", words)} - {""}
        for words in _WORDS.values()
    ]
    assert len(set().union(*meanings)) == sum(map(len, meanings))
