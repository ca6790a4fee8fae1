"""Prices in feeds. A price that could be read in two ways is refused, never guessed."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from catalog.ingest.amounts import (
    NUMBER,
    OTHER_MARK,
    Mark,
    decimal_mark,
    is_ambiguous,
    parse_amount,
)
from catalog.ingest.dialects.currencies import parse_currency
from catalog.ingest.problems import RowError
from catalog.money import decimals_of

# In characters. No price is longer, and the pattern is slow on long texts.
MAX_PRICE: Final = 60
_MAX_AMOUNT: Final = Decimal(10) ** 10
_SMALLEST: Final = Decimal("0.01")  # that the database keeps
_THREE: Final = 3  # decimals, as in 12.500 KWD
_SIGN: Final = r"[^\W\d_]{1,5}\.?|[^\W\d_]{0,2}[$\u00a3\u00a5\u20a0-\u20c0\u0e3f\uffe5]"
# A code or sign of a currency is before or after the number. "12,-" has no cents.
_PRICE: Final = re.compile(
    rf"(?P<before>{_SIGN})?\s?(?P<number>{NUMBER})(?:[.,][-\u2013\u2014]{{1,2}})?"
    rf"\s?(?P<after>{_SIGN})?"
)
_FIX: Final = "Write it as 1299.00 EUR."


@dataclass(frozen=True, slots=True)
class Price:
    amount: Decimal
    currency: str  # ISO 4217


# Many products of a catalog have the same price.
@lru_cache(maxsize=1_000)
def parse_price(text: str, *, column: str, currency: str = "") -> Price:
    """Parse "1299.00 EUR", or a price without currency if `currency` is given. Raises RowError."""
    named = f'{column} "{text[:40]}"'
    if text.startswith(("-", "\N{MINUS SIGN}")):
        raise RowError(f"{named} is below zero. Correct it.")
    parts = None if len(text) > MAX_PRICE else _PRICE.fullmatch(" ".join(text.split()))
    if parts is None:
        raise _refused(named)
    code = _currency(parts, named, currency)
    return Price(_amount(parts["number"], named, code), code)


def _refused(named: str) -> RowError:
    return RowError(f"{named} cannot be read as a price. {_FIX}")


def _currency(parts: re.Match[str], named: str, default: str) -> str:
    signs = [sign for sign in (parts["before"], parts["after"]) if sign]
    try:
        codes = {parse_currency(sign, default=default) for sign in signs} or {default}
    except ValueError as error:
        raise RowError(f"{named}: {error} {_FIX}") from error
    if len(codes) > 1:
        raise RowError(f"{named} names two currencies. {_FIX}")
    (code,) = codes
    if not code:
        raise RowError(f"{named} names no currency. {_FIX}")
    return code


def _amount(number: str, named: str, currency: str) -> Decimal:
    amount = parse_amount(number, _mark(number, named, currency))
    if amount is None:
        raise _refused(named)
    if amount >= _MAX_AMOUNT:
        raise RowError(f"{named} has more than ten digits before the decimals. Correct it.")
    rounded = amount.quantize(_SMALLEST)
    if rounded != amount:
        raise RowError(f"{named} has more than two decimals. {_FIX}")
    return rounded


def _mark(number: str, named: str, currency: str) -> Mark:
    """Return the mark of the decimals. Raises RowError if it can be either."""
    if not is_ambiguous(number):
        return decimal_mark(number) or "."
    dot_or_comma: Mark = "." if "." in number else ","
    decimals = decimals_of(currency)
    if decimals == 0:
        return OTHER_MARK[dot_or_comma]
    if decimals == _THREE and dot_or_comma == ".":
        return "."
    raise RowError(
        f"{named} may mean thousands or decimals, and the other prices do not tell which. {_FIX}"
    )
