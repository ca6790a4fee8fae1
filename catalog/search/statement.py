"""The fused statement: every distance, rank and count of a search, in one SQL statement.

Each CTE reads only from those above it; tests/search/golden has whole statements. Filters and
depth are written into its text, because the query plan depends on them. Everything else that
shoppers choose is bound. So searches under the same filters share one text, which Postgres plans
once.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from catalog.models import Product
from catalog.search.bound_values import values_of
from catalog.search.depth import depth_of
from catalog.search.plan import FilterSet, SearchPlan
from catalog.search.sql import (
    concepts,
    counting,
    facet_counts,
    price_counts,
    retrieval,
    rules,
    scoring,
    words,
)
from catalog.search.sql.product_ids import product_ids
from catalog.search.sql.section import Section
from catalog.search.sql.values import Values


class Statement(NamedTuple):
    text: str
    values: Values  # bound: %(name)s


def fused_statement(plan: SearchPlan) -> Statement:
    """Return the statement of a plan. It gives one row, which becomes execution.SearchResult."""
    return Statement(_with(plan) + counting.result(sections_of(plan)), values_of(plan))


def ranked_statement(plan: SearchPlan, select: str) -> Statement:
    """Return the same CTEs under another SELECT, which tells how a page came about (explain.py)."""
    return Statement(_with(plan) + select, values_of(plan))


def sections_of(plan: SearchPlan) -> list[Section]:
    return [_section(plan, number, each) for number, each in enumerate(plan.filter_sets)]


def _section(plan: SearchPlan, number: int, filter_set: FilterSet) -> Section:
    hidden = bool(plan.rules.hidden)

    def ids(products: QuerySet[Product]) -> str:
        visible = product_ids(products, at=plan.at)
        return rules.not_hidden(visible) if hidden else visible

    return Section(
        plan=plan,
        number=number,
        products=ids(filter_set.products),
        preferred=ids(filter_set.preferred) if filter_set.preferred is not None else "",
        pinnable=ids(filter_set.pinnable) if plan.rules.pins else "",
        strategy=filter_set.strategy,
        exact_limit=filter_set.exact_limit,
        is_probed=filter_set.is_probed,
        depth=depth_of(plan, filter_set),
    )


def _with(plan: SearchPlan) -> str:
    return "WITH" + ",".join(_ctes(plan))


def _ctes(plan: SearchPlan) -> Iterator[str]:
    own, *facets = sections_of(plan)
    match = plan.text_match
    yield words.query_terms(match)
    if own.has_concepts:
        yield concepts.concepts(own.languages)
    if own.has_vector:
        yield retrieval.query_vector(own)
    yield from _ranking(own)
    yield counting.page(own)
    yield from _counts(own)
    for section in facets:
        yield from _ranking(section)
        yield from _counts(section)


def _ranking(s: Section) -> Iterator[str]:
    yield from _candidates(s)
    yield scoring.row_scores(s)
    yield scoring.groups(s)
    yield scoring.grouped(s)
    yield scoring.listed(s)
    yield scoring.has_more(s) if s.has_vector else scoring.has_more_unranked(s)


def _candidates(s: Section) -> Iterator[str]:
    yield retrieval.filtered(s)
    if s.has_identifiers:
        yield words.identified(s)
        yield words.titled(s)
        yield words.identified_hits(s)
    if s.has_pins:
        yield rules.pinned(s)
        yield rules.pinned_hits(s)
    if s.preferred:
        yield words.preferred_hits(s)
    if s.has_vector:
        yield from _vector_candidates(s)
    elif s.has_text:
        yield from _text_hits(s)
        yield retrieval.candidates(s, "text_hits", *_named(s))
    else:
        yield retrieval.browsed(s, counting.browse_order(s.plan))
        yield retrieval.candidates(s, *_preferred(s), *_pinned(s), "browsed")


def _vector_candidates(s: Section) -> Iterator[str]:
    yield from _by_index(s) if s.is_ann else _by_comparison(s)
    sources = ["vector_hits"] if s.is_ann else ["vector_hits", "unembedded"]
    if s.has_text:
        yield from _text_hits(s)
        sources.append("text_hits")
    yield retrieval.candidates(s, *sources, *_named(s))


def _text_hits(s: Section) -> Iterator[str]:
    yield words.text_hits(s) if s.has_vector else words.text_hits_only(s)
    if s.has_words_alone and not s.number:
        yield words.rare_words(s)


def _preferred(s: Section) -> list[str]:
    return ["preferred_hits"] if s.preferred else []


def _identified(s: Section) -> list[str]:
    return ["identified_hits"] if s.has_identifiers else []


def _pinned(s: Section) -> list[str]:
    return ["pinned_hits"] if s.has_pins else []


def _named(s: Section) -> list[str]:
    """The candidates that are named, whatever their vectors are."""
    return [*_preferred(s), *_identified(s), *_pinned(s)]


def _by_index(s: Section) -> Iterator[str]:
    if s.is_probed:
        yield retrieval.probe(s)
    yield retrieval.ann_rows(s)
    yield retrieval.ann_hits(s)
    yield retrieval.vector_hits(s)


def _by_comparison(s: Section) -> Iterator[str]:
    yield retrieval.filtered_count(s)
    yield retrieval.exact_hits(s)
    yield retrieval.vector_hits(s)
    yield retrieval.unembedded(s)


def _counts(s: Section) -> Iterator[str]:
    if s.counts_values:
        yield facet_counts.facet_values(s)
        if s.counts_brands:
            yield facet_counts.brand_spellings(s)
        yield facet_counts.facet_counts(s)
    if s.counts_prices:
        yield price_counts.price_counts(s)
    yield counting.diagnostics(s)
