"""The parts of a text that were understood, for people to see and take away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from catalog.money import money
from catalog.search.query import Sort
from catalog.search.understanding.prices import PriceBounds
from catalog.search.understanding.tokens import Span, tokens
from catalog.vocabulary.phrases import is_small_word

SORT_LABELS = {
    Sort.RELEVANCE: gettext_noop("best match first"),
    Sort.PRICE_LOW: gettext_noop("cheapest first"),
    Sort.PRICE_HIGH: gettext_noop("most expensive first"),
    Sort.NEWEST: gettext_noop("newest first"),
}
# Joins what is before and after a part.
_JOINT = " ,;"


class PartKind(StrEnum):
    KIND = "kind"
    PROPERTY = "property"
    EXCLUSION = "exclusion"
    PRICE = "price"
    NUMBER = "number"
    AVAILABILITY = "availability"
    SORT = "sort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    kind: PartKind
    label: str
    span: Span  # in the typed text
    text_without: str = ""  # the typed text without this part


def price_label(price: PriceBounds, currency: str) -> str:
    """Write a price as "up to €15.00". Without a currency (ISO 4217), write bare numbers."""
    match (price.low, price.high):
        case (Decimal() as low, Decimal() as high):
            return gettext("{low} to {high}").format(
                low=_amount(low, currency), high=_amount(high, currency)
            )
        case (Decimal() as low, None):
            return gettext("from {price}").format(price=_amount(low, currency))
        case (None, Decimal() as high):
            return gettext("up to {price}").format(price=_amount(high, currency))
    return gettext("any price")


def _amount(price: Decimal, currency: str) -> str:
    return money(price, currency) if currency else f"{price.normalize():f}"


def text_without(text: str, span: Span, *, others: Iterable[Span], languages: Sequence[str]) -> str:
    """Return a text without one part, and without the small words before it, as far as they are
    no part themselves: "shoes for women" without "women" is "shoes".
    """
    floor = max((other.end for other in others if other.end <= span.start), default=0)
    before = text[: _start(text, span.start, floor, languages)]
    after = text[span.end :]
    has_comma = before.rstrip().endswith((",", ";")) or after.lstrip().startswith((",", ";"))
    joint = ", " if has_comma else " "
    pieces = (" ".join(piece.split()).strip(_JOINT) for piece in (before, after))
    return joint.join(filter(None, pieces))


def _start(text: str, start: int, floor: int, languages: Sequence[str]) -> int:
    """The start of the small words that stand right before a position."""
    for token in reversed(tokens(text[floor:start])):
        end = floor + token.span.end
        if text[end:start].strip() or not is_small_word(token.text, languages):
            break
        start = floor + token.span.start
    return start
