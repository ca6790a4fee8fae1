"""The histogram of prices with its two thumbs."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from catalog.money import money
from catalog.search.price_histogram import PriceBin, PriceHistogram
from catalog.search.query import Filters

# The height of the highest bar, and the least of a bin that is not empty.
FULL, LEAST = 100, 4
GAP = 0.12  # between bars, of their width


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    start: str  # numbers as SVG reads them, in any language
    width: str
    top: str
    height: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePanel:
    """Thumbs stand on the edges of bins, counted from 0 to `steps`."""

    steps: int
    low: int
    high: int
    bars: tuple[Bar, ...]
    edges: str  # what a thumb puts into its field, "|" between
    labels: str  # what a thumb is read out as
    lowest: str
    highest: str
    currency: str

    @property
    def box(self) -> str:
        return f"0 0 {self.steps} {FULL}"


def price_panel(prices: PriceHistogram | None, filters: Filters) -> PricePanel | None:
    if prices is None:
        return None
    edges = [each.low for each in prices.bins] + [prices.highest]
    low, high = _thumbs(edges, filters.price_min, filters.price_max)
    return PricePanel(
        steps=len(prices.bins),
        low=low,
        high=high,
        bars=_bars(prices.bins, low, high),
        edges="|".join(f"{edge.normalize():f}" for edge in edges),
        labels="|".join(money(edge, prices.currency) for edge in edges),
        lowest=money(prices.lowest, prices.currency),
        highest=money(prices.highest, prices.currency),
        currency=prices.currency,
    )


def _thumbs(
    edges: Sequence[Decimal], price_min: Decimal | None, price_max: Decimal | None
) -> tuple[int, int]:
    """Return the edges around the chosen prices."""
    last = len(edges) - 1
    low = 0 if price_min is None else max(0, bisect_right(edges, price_min) - 1)
    high = last if price_max is None else min(last, bisect_left(edges, price_max))
    return min(low, last - 1), max(high, low, 1)


def _bars(bins: Sequence[PriceBin], low: int, high: int) -> tuple[Bar, ...]:
    most = max(each.count for each in bins)
    heights = [max(LEAST, ceil(FULL * each.count / most)) if each.count else 0 for each in bins]
    return tuple(
        Bar(
            start=f"{number + GAP / 2:.2f}",
            width=f"{1 - GAP:.2f}",
            top=str(FULL - height),
            height=str(height),
            is_chosen=low <= number < high,
        )
        for number, height in enumerate(heights)
    )
