"""What the statement is asked: the values between engine.py and statement.py."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from django.db.models import QuerySet

from catalog.models import EncoderVersion, Product
from catalog.search.fusion import FusedQuery
from catalog.search.query import Sort

# What passes some filters may lie elsewhere in the graph than the query: found late, and not all of
# it. So the index is first asked for so many of the nearest that this number of products would
# pass, were filters and vectors unrelated; some have to, else all that pass are compared, however
# many. Of fewer than the least, chance might have it that none passes.
EXPECTED_NEARBY = 8
LEAST_PROBED = 100
FEWEST_NEARBY = 2
# Then it may visit so many times the rows that it would have to bring, were they unrelated; about
# three are visited to bring one.
PATIENCE = 5
LEAST_SCANNED = 1_000
# So many products are ranked, and can be paged through; the relevant set lies within them.
WINDOW = 300
# To find one that passes, the index has to bring many that do not, so beside a filter fewer are
# ranked: as many as are to be expected among the nearest so many, but not less than the least.
LOOKED_THROUGH = 1_200
LEAST_WINDOW = 100
# Sizes of one product take one place. To fill the places, so much more than their average number is
# ranked; where that was not enough, because the best are of few products with many sizes, so many
# times as much, but never more products than the last.
SLACK = 1.5
CROWDED = 8
MOST_RANKED = 2_400
# Of a whole large catalog, so many are looked at for the other values of a facet with a selection.
WIDENED_WINDOW = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """Words as words, for Postgres full-text search. `bonus`, in deviations as scores are, is for
    a product whose text has every wanted word; one with a share of them gets that share. One whose
    title or attributes have them all scores `floor` at least.
    """

    wanted: str = ""
    excluded: tuple[str, ...] = ()
    bonus: float = 0.0
    floor: float = -math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The vector part; `over_fetch` embeddings are looked at to find WINDOW products."""

    version: EncoderVersion
    fused: FusedQuery
    over_fetch: int
    judges: bool  # whether there is a background to judge scores by
    sizes_each: float = 1.0  # products that share a place, on the average


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of the ranking. The relevant set are the products that score `floor` or more."""

    limit: int
    offset: int
    sort: Sort
    floor: float


class Scan(Enum):
    """How the products that pass some filters are compared with a vector."""

    COUNTED = "all, should they be no more than the exact limit"
    INDEXED = "through the HNSW index, as far as it brings enough"
    COMPLETE = "all, however many"

    @property
    def other(self) -> "Scan":
        """To try where this one was misjudged; COMPLETE never is."""
        return Scan.INDEXED if self is Scan.COUNTED else Scan.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The products that pass some filters: about `expected` of `everything`. Only to count the
    other values of a facet, `widened`, less is looked at through the index.
    """

    products: QuerySet[Product]
    scan: Scan
    exact_limit: int
    expected: int = 0
    everything: int = 0
    widened: bool = False

    @property
    def share(self) -> float:
        """Of the catalog."""
        return min(1.0, (self.expected + 1) / (self.everything + 1))

    @property
    def window(self) -> int:
        """The best so many are ranked: all WINDOW of them where all that pass are compared."""
        if self.scan is not Scan.INDEXED:
            return WINDOW
        # In fifties, as it stands in the text that the statement is planned by.
        expected = round(LOOKED_THROUGH * self.share / 50) * 50
        most = WIDENED_WINDOW if self.widened else WINDOW
        return min(max(expected, LEAST_WINDOW), most)

    @property
    def is_probed(self) -> bool:
        """Whether the index is first asked for a few products, to see whether any of them pass."""
        return self.scan is Scan.INDEXED and self.share < 1

    def rejudged(self, misjudged: bool) -> "Scope":
        if not misjudged:
            return self
        # Those that were counted are more than the exact limit.
        expected = max(self.expected, self.exact_limit + 1)
        return replace(self, scan=self.scan.other, expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`widened` maps each facet that has a selection to the products without that selection.
    `crowded`: the best were found to be sizes of few products, so more are ranked.
    """

    scope: Scope
    window: Window
    widened: dict[str, Scope] = field(default_factory=dict)
    nearest: Nearest | None = None
    literal: Literal = field(default_factory=Literal)
    crowded: bool = False

    @property
    def scopes(self) -> list[tuple[str, Scope]]:
        """The page's own, under no facet, then the widened ones."""
        return [("", self.scope), *self.widened.items()]

    @property
    def most_scanned(self) -> int:
        """Rows that the index may visit before all that pass are compared instead."""
        through = [one for _, one in self.scopes if one.scan is Scan.INDEXED]
        rows = [self.embeddings_of(self.ranked(one) / one.share) for one in through]
        return max(PATIENCE * max(rows, default=0), LEAST_SCANNED)

    def probed(self, scope: Scope) -> int:
        """Embeddings to see by whether what passes is near the query."""
        return self.embeddings_of(max(EXPECTED_NEARBY / scope.share, LEAST_PROBED))

    def ranked(self, scope: Scope) -> int:
        """Products, to fill the places of its window."""
        return self.products_of(scope.window)

    def products_of(self, places: int) -> int:
        more = SLACK * (self.nearest.sizes_each - 1) if self.nearest else 0.0
        products = places * (1 + more) * (CROWDED if self.crowded else 1)
        return min(round(products), max(MOST_RANKED, places))

    def embeddings_of(self, products: float) -> int:
        """About so many embeddings have to be looked at to find so many products."""
        return round(self.nearest.over_fetch * products / WINDOW) if self.nearest else 0

    def rejudged(self, misjudged: Sequence[bool]) -> "Asked":
        """`misjudged`: of each of the scopes, whether its scan was."""
        page, *others = misjudged
        widened = zip(self.widened.items(), others, strict=True)
        return replace(
            self,
            scope=self.scope.rejudged(page),
            widened={key: scope.rejudged(wrong) for (key, scope), wrong in widened},
        )
