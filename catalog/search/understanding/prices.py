"""Prices that a query asks for: "under 50", "50-80 €", "zwischen 20 und 50 Euro"."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from catalog.search.query import MAX_PRICE
from catalog.search.understanding.amount_pairs import AmountPair, read_pair
from catalog.search.understanding.amounts import (
    Amount,
    counts_things,
    goes_on,
    is_year,
    read_amount,
)
from catalog.search.understanding.reading import Reading
from catalog.search.understanding.tokens import Span

_AROUND = Decimal("0.2")
_CENT = Decimal("0.01")
# From here on, "50 or less" is a price without a currency; below it, an age: "3 and up".
_MANY = 20


@dataclass(frozen=True, slots=True)
class PriceBounds:
    span: Span
    low: Decimal | None
    high: Decimal | None
    currency: str  # ISO code; "" if none was typed, or a symbol of several currencies

    def joined(self, other: "PriceBounds") -> "PriceBounds | None":
        """Both as one: "over 10, under 20". None if they are not the two sides of a range."""
        sides = sorted((self, other), key=lambda price: price.low is None)
        match [(price.low, price.high) for price in sides]:
            case [(Decimal() as low, None), (None, Decimal() as high)] if low <= high:
                span = Span(self.span.start, other.span.end)
                return PriceBounds(span, low, high, self.currency or other.currency)
        return None


@dataclass(frozen=True, slots=True)
class _Bounds:
    end: int
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str = ""


_Reader: TypeAlias = Callable[[Reading, int], _Bounds | None]


def read_price(reading: Reading, at: int) -> tuple[int, PriceBounds] | None:
    """The price that begins at this lexeme, and the index after it."""
    if reading.is_glued(at) and not reading.is_symbol(at - 1, "([{\"'“„,;:!?"):
        return None
    lexeme = reading.lexemes[at]
    if not lexeme.is_number and lexeme.key not in reading.book.price_keys:
        return None
    named = reading.book.names.end(reading.lexemes, at)
    bounds = _first(reading, at, _READERS)
    if bounds is None and named > at:
        bounds = _first(reading, named + reading.is_symbol(named, ":="), (*_READERS, _named))
    if bounds is None:
        lead = reading.book.leads.end(reading.lexemes, at)
        bounds = _first(reading, lead, _READERS) if lead > at else None
    return (bounds.end, _price(reading, at, bounds)) if bounds else None


def _first(reading: Reading, at: int, readers: tuple[_Reader, ...]) -> _Bounds | None:
    found = (read(reading, at) for read in readers)
    return next((bounds for bounds in found if bounds), None)


def _price(reading: Reading, at: int, bounds: _Bounds) -> PriceBounds:
    low, high = bounds.low, bounds.high
    if low is not None and high is not None and low > high:
        low, high = high, low
    if high is not None and high > MAX_PRICE:
        high = None
    return PriceBounds(reading.span(at, bounds.end), low, high, bounds.currency)


def _below(reading: Reading, at: int) -> _Bounds | None:
    bound = _bound(reading, reading.book.below.end(reading.lexemes, at), at)
    return _Bounds(bound.end, high=bound.value, currency=bound.code) if bound else None


def _above(reading: Reading, at: int) -> _Bounds | None:
    bound = _bound(reading, reading.book.above.end(reading.lexemes, at), at)
    return _Bounds(bound.end, low=bound.value, currency=bound.code) if bound else None


def _bound(reading: Reading, at: int, start: int) -> Amount | None:
    """The amount after a word for a bound; the word ends before `at` and began at `start`."""
    if at == start:
        return None
    at += reading.is_symbol(at, ".:")
    amount = read_amount(reading, at)
    if amount is None or goes_on(reading, amount) or counts_things(reading, amount):
        return None
    return None if _begins_range(reading, amount.end) else amount


def _begins_range(reading: Reading, at: int) -> bool:
    """Whether the number before goes on as in "from 30 to 40 cm"."""
    joint = reading.book.up_to.end(reading.lexemes, at)
    end = at + 1 if reading.is_dash(at) else joint
    following = reading.get(end)
    return end > at and following is not None and following.is_number


def _negated(reading: Reading, at: int) -> _Bounds | None:
    """ "Not under 50" is 50 or more."""
    start = reading.book.negations.end(reading.lexemes, at)
    bounds = (_below(reading, start) or _above(reading, start)) if start > at else None
    return bounds and replace(bounds, low=bounds.high, high=bounds.low)


def _around(reading: Reading, at: int) -> _Bounds | None:
    bound = _bound(reading, reading.book.around.end(reading.lexemes, at), at)
    return _near(bound) if bound else None


def _near(amount: Amount) -> _Bounds:
    low, high = (
        (amount.value * (1 + share)).quantize(_CENT, ROUND_HALF_UP) for share in (-_AROUND, _AROUND)
    )
    return _Bounds(amount.end, low, high, amount.code)


def _between(reading: Reading, at: int) -> _Bounds | None:
    start = reading.book.between.end(reading.lexemes, at)
    both = read_pair(reading, start, reading.book.between_and) if start > at else None
    return _both(both) if both and not both.are_years else None


def _both(pair: AmountPair) -> _Bounds:
    return _Bounds(pair.high.end, pair.low.value, pair.high.value, pair.code)


def _starting(reading: Reading, at: int) -> _Bounds | None:
    start = reading.book.starting.end(reading.lexemes, at)
    if start == at:
        return None
    if both := read_pair(reading, start, reading.book.up_to):
        return None if both.are_years else _both(both)
    low = _bound(reading, start, at)
    if low is None or is_year(low):
        return None
    return _Bounds(low.end, low=low.value, currency=low.code)


def _range(reading: Reading, at: int) -> _Bounds | None:
    both = read_pair(reading, at, reading.book.up_to)
    return _both(both) if both and (both.has_currency or both.is_round) else None


def _named(reading: Reading, at: int) -> _Bounds | None:
    """After "price", a range needs no currency."""
    both = read_pair(reading, at, reading.book.up_to)
    return _both(both) if both else None


def _amount_first(reading: Reading, at: int) -> _Bounds | None:
    """ "60 € or less", "60 € or more", and "60 €", which may be a fifth more or less."""
    amount = read_amount(reading, at)
    if amount is None or goes_on(reading, amount):
        return None
    less = reading.book.or_less.end(reading.lexemes, amount.end)
    if _is_bound(amount, less):
        return _Bounds(less, high=amount.value, currency=amount.code)
    more = reading.book.or_more.end(reading.lexemes, amount.end)
    if _is_bound(amount, more):
        return _Bounds(more, low=amount.value, currency=amount.code)
    return _near(amount) if amount.has_currency and not amount.is_weight else None


def _is_bound(amount: Amount, end: int) -> bool:
    """Whether the words up to `end` make the amount a bound: not "15 max", "ages 3 and up"."""
    if amount.has_currency:
        return end > amount.end
    return end > amount.end + 1 and amount.value >= _MANY


_READERS = (_negated, _between, _starting, _below, _above, _around, _range, _amount_first)
