"""What the statement is asked: the values between engine.py and statement.py."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from catalog.models import EncoderVersion, Product
from catalog.search.fusion import FusedQuery
from catalog.search.query import Sort

# Up to so many passing products are scored exactly. At 100,000 products of dimension 2 x 512 a
# filtered index scan that looks far enough takes as long from here on (docs/performance.md).
EXACT_LIMIT = 10_000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The products that pass some filters. Up to `exact_limit` of them are scored exactly; 0 where
    they are known to be many, which saves counting them. The best `window` of them are ranked.
    """

    products: QuerySet[Product]
    exact_limit: int = EXACT_LIMIT
    window: int = WINDOW

    @property
    def known_many(self) -> bool:
        return self.exact_limit == 0


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
