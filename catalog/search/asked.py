"""What the statement is asked: the values between engine.py and statement.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from django.db.models import QuerySet

from catalog.models import EncoderVersion, Product
from catalog.search.fusion import FusedQuery
from catalog.search.query import Sort

# The index may bring so many times the rows that would do, were filters and vectors unrelated.
# Where that is not enough, what passes lies elsewhere in the graph: found late, and not all of it.
PATIENCE = 2
LEAST_SCANNED = 1_000
# So many products are ranked, and can be paged through; the relevant set lies within them.
WINDOW = 300
# Of a whole large catalog, so many are looked at for the other values of a facet with a selection.
WIDENED_WINDOW = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """Words as words, for Postgres full-text search. `bonus`, in deviations as scores are, is for
    a product whose text has every wanted word; one with a share of them gets that share.
    """

    wanted: str = ""
    excluded: tuple[str, ...] = ()
    bonus: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The vector part; `over_fetch` embeddings are looked at to find WINDOW products."""

    version: EncoderVersion
    fused: FusedQuery
    over_fetch: int
    judges: bool  # whether there is a background to judge scores by


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
    """The products that pass some filters. Only to count the other values of a facet, `widened`,
    less is looked at through the index. `expected` is about how many there are, and `share` which
    part of the catalog that is.
    """

    products: QuerySet[Product]
    scan: Scan
    exact_limit: int
    expected: int = 0
    share: float = 1.0
    widened: bool = False

    @property
    def window(self) -> int:
        """The best so many are ranked."""
        return WIDENED_WINDOW if self.widened and self.scan is Scan.INDEXED else WINDOW

    def rejudged(self, misjudged: bool) -> "Scope":
        return replace(self, scan=self.scan.other) if misjudged else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`widened` maps each facet that has a selection to the products without that selection."""

    scope: Scope
    window: Window
    widened: dict[str, Scope] = field(default_factory=dict)
    nearest: Nearest | None = None
    literal: Literal = field(default_factory=Literal)

    @property
    def scopes(self) -> list[tuple[str, Scope]]:
        """The page's own, under no facet, then the widened ones."""
        return [("", self.scope), *self.widened.items()]

    @property
    def most_scanned(self) -> int:
        """Rows that the index may bring before all that pass are compared instead."""
        rows = self.nearest.over_fetch if self.nearest else 0
        shares = [one.share for _, one in self.scopes if one.scan is Scan.INDEXED]
        return max(round(PATIENCE * rows / min(shares, default=1.0)), LEAST_SCANNED)

    def rejudged(self, misjudged: Sequence[bool]) -> "Asked":
        """`misjudged`: of each of the scopes, whether its scan was."""
        page, *others = misjudged
        widened = zip(self.widened.items(), others, strict=True)
        return replace(
            self,
            scope=self.scope.rejudged(page),
            widened={key: scope.rejudged(wrong) for (key, scope), wrong in widened},
        )
