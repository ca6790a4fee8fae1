"""What the statement is asked: the values between engine.py and statement.py."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from catalog.models import EncoderVersion, Product
from catalog.search.fusion import FusedQuery
from catalog.search.query import Sort

# Up to so many passing products are scored exactly: 24 ms at 10,000 of dimension 2 x 512, where
# a filtered index scan was measured to lose a quarter of the right answers.
EXACT_LIMIT = 10_000


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
    """The vector part; `over_fetch` embeddings are looked at through the index."""

    version: EncoderVersion
    fused: FusedQuery
    over_fetch: int
    judges: bool  # whether there is a background to judge scores by


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of the ranking. Unless sorted by relevance, scores under `floor` come last."""

    limit: int
    offset: int
    sort: Sort
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`widened` maps each facet that has a selection to the products without that selection."""

    products: QuerySet[Product]
    window: Window
    widened: dict[str, QuerySet[Product]] = field(default_factory=dict)
    nearest: Nearest | None = None
    literal: Literal = field(default_factory=Literal)
    exact_limit: int = EXACT_LIMIT
