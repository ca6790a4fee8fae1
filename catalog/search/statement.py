"""The fused statement: every distance, rank and count of a search, as SQL.

One statement does candidates, filters, fusion, best photo per product, page and facets:

    passing   products that the filters let through, counted only up to EXACT_LIMIT
    nearest   few pass: all of them, scored exactly; the index is kept away by "+ 0"
              many pass: the HNSW index, over-fetched, rescored exactly
              many pass, but the index brought fewer than the page needs: exact after all
    lexical   products that the words name literally (brands, SKUs), whatever the vectors say
    ranked    best photo per product, fused score
    page      the asked order; facet counts from the same candidates

A facet with a selection of its own is counted over the candidates without that selection, so
that its other values can still be chosen.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from psycopg import sql

from catalog.models import EncoderVersion, Product
from catalog.search.fusion import FusedQuery
from catalog.search.query import Sort

# Up to so many passing products are scored exactly: 24 ms at 10,000 of dimension 2 x 512, where
# a filtered index scan was measured to lose a quarter of the right answers.
EXACT_LIMIT = 10_000
# In spreads: a literal match of all words outranks a slightly nearer picture, an exact
# identifier outranks everything, and an excluded word sinks below everything near.
LEXICAL_BONUS = 1.0
IDENTIFIER_BONUS = 50.0
EXCLUDED_PENALTY = 6.0
# A product whose vectors are still being computed: after all that have some.
UNKNOWN_SCORE = -9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """The words as words: what Postgres full-text search is asked."""

    wanted: str = ""
    excluded: tuple[str, ...] = ()
    bonus: float = LEXICAL_BONUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of the ranking: `over_fetch` candidates are looked at through the index."""

    limit: int
    offset: int
    over_fetch: int
    sort: Sort
    # Sorted by price or age, products scoring below this come after all others.
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Everything the statement needs. `without` maps a facet key to the products without it."""

    products: QuerySet[Product]
    without: dict[str, QuerySet[Product]]
    window: Window
    version: EncoderVersion | None = None
    fused: FusedQuery | None = None
    literal: Literal = Literal()
    exact_limit: int = EXACT_LIMIT
    omit: int | None = None  # the product that others shall resemble
