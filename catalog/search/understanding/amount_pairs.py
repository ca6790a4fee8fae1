"""Two amounts that belong together: "50-80", "50 and 80 €", "50 to 80 dollars"."""

from dataclasses import dataclass
from decimal import Decimal

from catalog.search.understanding.amounts import (
    Amount,
    counts_things,
    goes_on,
    is_year,
    read_amount,
)
from catalog.search.understanding.phrasebook import PhraseTable
from catalog.search.understanding.reading import Reading

# A pair without words or currency is a price from this lowest number and ratio on. The numbers of
# sizes and lengths are smaller or lie closer: "30-32".
_SPREAD = Decimal("1.5")
_LOWEST = 20
_STEP = 5


@dataclass(frozen=True, slots=True)
class AmountPair:
    low: Amount
    high: Amount
    has_dash: bool

    @property
    def has_currency(self) -> bool:
        return self.low.has_currency or self.high.has_currency

    @property
    def code(self) -> str:
        return self.high.code or self.low.code

    @property
    def are_years(self) -> bool:
        return is_year(self.low) and is_year(self.high)

    @property
    def is_round(self) -> bool:
        """Whether this can only be a price: "100-200", not waist "30-32", code "42-315"."""
        low, high = self.low.value, self.high.value
        are_round = not (low % _STEP or high % _STEP)
        return self.has_dash and are_round and low >= _LOWEST and high >= low * _SPREAD


def read_pair(reading: Reading, at: int, joint: PhraseTable[str]) -> AmountPair | None:
    """Two amounts joined by a dash or a word such as "and"."""
    low = read_amount(reading, at)
    if low is None:
        return None
    dash = reading.is_dash(low.end)
    start = low.end + 1 if dash else joint.end(reading.lexemes, low.end)
    high = read_amount(reading, start) if start > low.end else None
    if high is None or goes_on(reading, high) or counts_things(reading, high):
        return None
    return AmountPair(low, high, dash)
