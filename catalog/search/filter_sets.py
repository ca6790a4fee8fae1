"""The filter sets of a search, and the strategy for each.

The strategy depends on how many products pass. Postgres' planner estimates that from its statistics
in less than a millisecond. Counts of earlier searches are remembered, because filters repeat.
Neither has to be right: the statement reports a wrong strategy, and execution.py falls back.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Final

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import QuerySet

from catalog.models import Product
from catalog.search.collapse import same_group
from catalog.search.filtering import filtered_products, without_selection
from catalog.search.plan import FilterSet, SearchPlan, Strategy
from catalog.search.query import Filters, SearchQuery
from catalog.search.ranking import Ranking
from catalog.search.understanding.concept import Concept
from catalog.search.understanding.tokens import Span

REMEMBERED_SECONDS: Final = 300
MAX_REMEMBERED: Final = 10_000

# In the memory of this process: a shared cache would cost a round trip.
_filtered_counts = LocMemCache(
    "filtered_counts", {"TIMEOUT": REMEMBERED_SECONDS, "OPTIONS": {"MAX_ENTRIES": MAX_REMEMBERED}}
)


def exact_limit_of(ranking: Ranking) -> int:
    """Return the number of filtered products up to which all are compared, without the index."""
    if ranking.exact_limit is not None:
        return ranking.exact_limit
    limit = math.sqrt(ranking.exact_limit_factor * _catalog_size())
    # In thousands: the number is in the statement's text, and each new text is planned anew.
    return max(ranking.min_exact_limit, round(limit / 1_000) * 1_000)


def page_filter_set(
    query: SearchQuery, ranking: Ranking, narrowed_to: tuple[Concept, ...] = ()
) -> FilterSet:
    """Return the products that pass all filters, from which the page and most facets are taken."""
    return _narrowed(query, query.filters, ranking, narrowed_to)


def facet_sets(
    query: SearchQuery, ranking: Ranking, narrowed_to: tuple[Concept, ...] = ()
) -> dict[str, FilterSet]:
    """Return a filter set for each facet with a selection, leaving that selection out, by key."""
    return {
        key: replace(_narrowed(query, filters, ranking, narrowed_to), disjunctive=True)
        for key, filters in without_selection(query.filters).items()
    }


def _narrowed(
    query: SearchQuery, filters: Filters, ranking: Ranking, narrowed_to: tuple[Concept, ...]
) -> FilterSet:
    whole = _filter_set(query, filters, ranking)
    if not narrowed_to:
        return whole
    return replace(_filter_set(query, filters, ranking, narrowed_to), wider=whole)


def remember_counts(plan: SearchPlan, counts: Iterable[int | None]) -> None:
    """Remember how many products pass, for the strategy of later searches under these filters.

    `counts` has one number for each filter set of the plan. None means that the index was used, so
    nothing was counted: more products than the exact limit are then assumed.
    """
    for filter_set, count in zip(plan.filter_sets, counts, strict=True):
        many = max(filter_set.estimated_count, filter_set.exact_limit + 1)
        key = _key(filter_set.filters, filter_set.narrowed_to)
        _filtered_counts.set(key, many if count is None else count)


def _filter_set(
    query: SearchQuery,
    filters: Filters,
    ranking: Ranking,
    narrowed_to: tuple[Concept, ...] = (),
) -> FilterSet:
    products = filtered_products(filters, narrowed_to, at=query.at)
    # Products to resemble or to be unlike are left out themselves, in all their sizes.
    resembled = [query.similar_to, *(each.product_id for each in query.product_photos)]
    named = [*filter(None, resembled), *query.unlike]
    themselves = same_group(*named) if named else []
    estimated = _estimated_count(lambda: products, filters, narrowed_to)
    limit = exact_limit_of(ranking)
    return FilterSet(
        filters=filters,
        narrowed_to=narrowed_to,
        products=products.exclude(pk__in=themselves) if themselves else products,
        strategy=Strategy.ANN if estimated > limit else Strategy.EXACT_IF_FEW,
        exact_limit=limit,
        estimated_count=estimated,
        catalog_size=_catalog_size(),
    )


def _catalog_size() -> int:
    return _estimated_count(Product.objects.on_sale, Filters())


def _estimated_count(
    products: Callable[[], QuerySet[Product]],
    filters: Filters,
    narrowed_to: tuple[Concept, ...] = (),
) -> int:
    known: int | None = _filtered_counts.get_or_set(
        _key(filters, narrowed_to), lambda: _planned_rows(products())
    )
    return known or 0


def _planned_rows(products: QuerySet[Product]) -> int:
    """Return the planner's estimate, which reads no product."""
    plan = products.order_by().values("id").explain()
    rows = re.search(r"rows=(\d+)", plan)
    return int(rows[1]) if rows else 0


def _key(filters: Filters, narrowed_to: tuple[Concept, ...]) -> str:
    facts = [replace(concept, span=Span(0, 0), label="") for concept in narrowed_to]
    return sha256(repr((filters, facts)).encode()).hexdigest()
