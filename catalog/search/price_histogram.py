"""The prices of a list, divided into bins whose widths grow with the price.

A few expensive products must not squeeze all others into one bin. So edges are numbers that people
count in, about twenty to a power of ten; and the cheapest and the dearest few share the first and
the last bin.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

MAX_BINS: Final = 20
MIN_BINS: Final = 8
# Share of the products that the first and the last bin may hold beside their own.
TAIL: Final = 0.02
# Digits of edges, in tenths. Where they make fewer than MIN_BINS, every two digits may be an edge.
ROUND_EDGES: Final = (10, 12, 14, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90)
ALL_EDGES: Final = tuple(range(10, 100))


class PriceCount(NamedTuple):
    """How many results have a price of these two digits."""

    rounded: Decimal  # down
    results: int
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBin:
    low: Decimal
    high: Decimal  # where the next bin starts; the last bin includes it
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceHistogram:
    currency: str  # ISO 4217
    lowest: Decimal
    highest: Decimal
    bins: tuple[PriceBin, ...]


def price_histogram(counts: Iterable[PriceCount], currency: str) -> PriceHistogram | None:
    """Return None where there is nothing to choose from: no price, or just one."""
    rows = sorted(counts)
    if not rows or rows[0].lowest == max(row.highest for row in rows):
        return None
    lowest, highest = rows[0].lowest, rows[-1].highest
    edges = _edges(rows)
    bounds = [lowest, *edges, highest]
    return PriceHistogram(
        currency=currency,
        lowest=lowest,
        highest=highest,
        bins=tuple(
            PriceBin(low=low, high=high, count=count)
            for (low, high), count in zip(pairwise(bounds), _filled(rows, edges), strict=True)
        ),
    )


def _filled(rows: Sequence[PriceCount], edges: Sequence[Decimal]) -> list[int]:
    """Count the rows between the edges. All edges have two digits, so no row is cut by one."""
    counts = [0] * (len(edges) + 1)
    for row in rows:
        counts[sum(edge <= row.rounded for edge in edges)] += row.results
    return counts


def _edges(rows: Sequence[PriceCount]) -> list[Decimal]:
    """Return the inner edges, between the tails."""
    low, high = _without_tails(rows)
    edges = list(_between(low, high, ROUND_EDGES))
    if len(edges) < MIN_BINS:
        edges = list(_between(low, high, ALL_EDGES))
    step = -(-len(edges) // (MAX_BINS - 1))
    return edges[:: step or 1]


def _without_tails(rows: Sequence[PriceCount]) -> tuple[Decimal, Decimal]:
    """Return the prices between which all lie but a small share at each end."""
    sums = list(accumulate(row.results for row in rows))
    tail = sums[-1] * TAIL
    low = next(row for row, total in zip(rows, sums, strict=True) if total > tail)
    high = next(row for row, total in zip(rows, sums, strict=True) if total >= sums[-1] - tail)
    return low.rounded, high.rounded


def _between(low: Decimal, high: Decimal, digits: Iterable[int]) -> Iterable[Decimal]:
    """Return the edges above `low` and up to `high`, in order."""
    first, last = low.adjusted() if low else high.adjusted() - 2, high.adjusted()
    for power in range(first, last + 1):
        for tenths in digits:
            edge = (Decimal(tenths) / 10).scaleb(power)
            if low < edge <= high:
                yield edge
