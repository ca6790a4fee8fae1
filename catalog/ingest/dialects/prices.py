"""Prices in feeds. A price that could be read in two ways is refused, never guessed."""

import re
from dataclasses import dataclass
from decimal import Decimal

from catalog.ingest.problems import RowError

# In characters. No price is longer, and the pattern is slow on long texts.
MAX_PRICE = 60
_AMOUNT = re.compile(r"(?:[0-9]{1,10}|[0-9]{1,3}(?:,[0-9]{3}){1,2}(?=\.))(?:\.[0-9]{1,2})?")
_PRICE = re.compile(r"(?:(?P<before>[A-Za-z]{3}) ?)?(?P<amount>.*?)(?: ?(?P<after>[A-Za-z]{3}))?")


@dataclass(frozen=True, slots=True)
class Price:
    amount: Decimal
    currency: str  # ISO 4217


def parse_price(text: str, *, column: str, currency: str = "") -> Price:
    """Parse "1299.00 EUR", or a price without currency if `currency` is given. Raises RowError."""
    parts = None if len(text) > MAX_PRICE else _PRICE.fullmatch(" ".join(text.split()))
    if parts is None or not _AMOUNT.fullmatch(parts["amount"].strip()):
        raise RowError(
            f'{column} "{text[:40]}" is not a price that can be read in one way only. '
            "Write it as 1299.00 EUR."
        )
    if parts["before"] and parts["after"]:
        raise RowError(f'{column} "{text[:40]}" names two currencies. Write it as 1299.00 EUR.')
    code = parts["before"] or parts["after"] or currency
    if not code:
        raise RowError(f'{column} "{text[:40]}" names no currency. Write it as 1299.00 EUR.')
    return Price(Decimal(parts["amount"].strip().replace(",", "")), code.upper())
