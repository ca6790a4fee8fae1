"""Labels of understood parts, and the text without one of them."""

from decimal import Decimal

import pytest

from catalog.search.understanding.parts import price_label, text_without
from catalog.search.understanding.prices import PriceBounds
from catalog.search.understanding.tokens import Span


def without(text: str, part: str, *others: str) -> str:
    spans = [Span(text.index(each), text.index(each) + len(each)) for each in (part, *others)]
    return text_without(text, spans[0], others=spans[1:], languages=("english", "german"))


@pytest.mark.parametrize(
    ("text", "part", "left"),
    [
        ("mug", "mug", ""),
        ("red mug", "red", "mug"),
        ("  red   mug ", "mug", "red"),
        ("shoes for women", "women", "shoes"),
        ("Stuhl aus dem Holz", "Holz", "Stuhl"),
        ("the mug in a blue", "blue", "the mug"),
        ("red, blue dress", "red", "blue dress"),
        ("dress, red, long", "red", "dress, long"),
        ("dress; red", "red", "dress"),
        ("in red", "red", ""),
    ],
)
def test_a_part_is_taken_away_with_the_small_words_before_it(
    text: str, part: str, left: str
) -> None:
    assert without(text, part) == left


def test_the_words_of_another_part_stay() -> None:
    assert without("dress without the red", "red", "without the") == "dress without the"


def test_a_comma_still_parts_what_it_parted() -> None:
    """ "no print red, long" would exclude something else."""
    text = "dress no print, in red, long"
    assert without(text, "red", "dress", "no print") == "dress no print, long"


@pytest.mark.parametrize(
    ("low", "high", "currency", "label"),
    [
        (None, "15", "EUR", "up to €15.00"),
        ("150", None, "USD", "from $150.00"),
        ("40", "60", "EUR", "€40.00 to €60.00"),
        (None, "2000", "JPY", "up to ¥2,000"),
        (None, "49.9", "CHF", "up to CHF\xa049.90"),
        (None, "1E+3", "", "up to 1000"),
    ],
)
def test_a_price_is_written_as_money(
    low: str | None, high: str | None, currency: str, label: str
) -> None:
    bounds = [Decimal(value) if value else None for value in (low, high)]
    price = PriceBounds(Span(0, 1), low=bounds[0], high=bounds[1], currency="")
    assert price_label(price, currency) == label
