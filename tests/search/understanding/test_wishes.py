"""Order, availability, size and politeness in a query."""

import pytest

from catalog.search.query import Sort
from catalog.search.understanding.expressions import Expressions, read_expressions
from catalog.search.understanding.tokens import Span
from catalog.search.understanding.wishes import Request


def read(text: str) -> Expressions:
    return read_expressions(text, ("english", "german"))


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("cheapest dress", Sort.PRICE_LOW),
        ("the least expensive dress", Sort.PRICE_LOW),
        ("dress price low to high", Sort.PRICE_LOW), ("cheap boots", Sort.PRICE_LOW),
        ("boots not too expensive", Sort.PRICE_LOW), ("budget sofa", Sort.PRICE_LOW),
        ("most expensive watch", Sort.PRICE_HIGH),
        ("expensive watch", Sort.PRICE_HIGH),
        ("newest sneakers", Sort.NEWEST), ("latest sneakers", Sort.NEWEST),
        ("new arrivals", Sort.NEWEST), ("billigste Lampe", Sort.PRICE_LOW),
        ("günstigste Lampe", Sort.PRICE_LOW), ("guenstige Lampe", Sort.PRICE_LOW),
        ("teuerste Uhr", Sort.PRICE_HIGH), ("neueste Kleider", Sort.NEWEST),
    ],
)  # fmt: skip
def test_a_sort_order_in_words(text: str, sort: Sort) -> None:
    (wish,) = read(text).sorts
    assert wish.sort == sort


@pytest.mark.parametrize("text", ["cheaper than 50", "new dress", "budgetary book", "low table"])
def test_no_sort_order(text: str) -> None:
    assert not read(text).sorts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("dress in stock", "dress"), ("in stock dress", "dress"), ("dress available now", "dress"),
        ("dress ready to ship", "dress"), ("Kleid lieferbar", "Kleid"),
        ("Kleid auf Lager", "Kleid"),
        ("Kleid sofort verfügbar", "Kleid"), ("Kleid sofort verfuegbar", "Kleid"),
    ],
)  # fmt: skip
def test_availability_in_words(text: str, wanted: str) -> None:
    found = read(text)
    assert len(found.availability) == 1
    assert [span.of(text) for span in found.residual] == [wanted]


@pytest.mark.parametrize(
    "text", ["stock pot", "available light book", "livestock print", "Lagerfeuer Lampe"]
)
def test_no_availability(text: str) -> None:
    assert not read(text).availability


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("shoes size 42", "42"), ("size 42 shoes", "42"), ("shoes in size 42", "42"),
        ("shoes size: 42", "42"), ("shoes size 7.5", "7.5"), ("shoes size 7½", "7½"),
        ("dress sz 12", "12"), ("dress size xl", "xl"), ("dress size XL", "XL"),
        ("dress size x-large", "x-large"), ("dress size medium", "medium"),
        ("jeans size 32/34", "32/34"),
        ("jeans size w32", "w32"), ("bra size 34B", "34B"), ("dress size 8-10", "8-10"),
        ("shirt size 2T", "2T"), ("Schuhe Größe 42", "42"), ("Schuhe Grösse 42", "42"),
        ("Schuhe Groesse 42,5", "42,5"), ("Kleid Gr. 38", "38"), ("Kleid gr 38/40", "38/40"),
        ("Kleid in Größe M", "M"),
    ],
)  # fmt: skip
def test_a_size_in_words(text: str, value: str) -> None:
    assert [wish.value for wish in read(text).sizes] == [value]


def test_a_protected_word_is_no_size() -> None:
    text = "shoes size 42"
    assert not read_expressions(text, ("english",), [Span(11, 13)]).sizes


@pytest.mark.parametrize(
    "text",
    [
        "king size duvet", "plus size dress", "pocket size mirror", "travel size", "one size hat",
        "shoes 42", "size 50 ml", "king-size 5", "big size shoes", "32 inch waist", "oversize 42",
    ],
)  # fmt: skip
def test_no_size(text: str) -> None:
    assert not read(text).sizes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("show me red shoes", "red shoes"), ("I'm looking for red shoes", "red shoes"),
        ("i\u2019m looking for red shoes", "red shoes"), ("red shoes please", "red shoes"),
        ("do you have red shoes?", "red shoes?"), ("Ich suche rote Schuhe", "rote Schuhe"),
        ("rote Schuhe bitte", "rote Schuhe"), ("zeig mir rote Schuhe", "rote Schuhe"),
    ],
)  # fmt: skip
def test_a_request_is_no_part_of_the_wish(text: str, wanted: str) -> None:
    found = read(text)
    assert len(found.of(Request)) == 1
    assert [span.of(text) for span in found.residual] == [wanted]


@pytest.mark.parametrize("text", ["hello kitty mug", "all i want for christmas mug", "hi vis vest"])
def test_no_request(text: str) -> None:
    assert not read(text).of(Request)
