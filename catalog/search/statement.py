"""The fused statement: every distance, rank and count of a search, in one SQL statement.

Each CTE reads only from those above it; tests/search/golden has whole statements. Filters and
depth are written into its text, because the query plan depends on them. Everything else that
shoppers choose is bound. So searches under the same filters share one text, which Postgres plans
once.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from catalog.models import Product
from catalog.search.calibration import Floats
from catalog.search.depth import depth_of
from catalog.search.plan import FilterSet, SearchPlan, TextMatch, VectorMatch
from catalog.search.query import Sort
from catalog.search.sql import counting, retrieval, scoring
from catalog.search.sql.section import Section

Values = dict[str, int | float | str]

ORDERS = {
    Sort.RELEVANCE: "d.score DESC, d.id DESC",
    Sort.PRICE_LOW: "d.score >= %(min_score)s DESC, d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.score >= %(min_score)s DESC, d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.score >= %(min_score)s DESC, d.id DESC",
}
BROWSE_ORDERS = {
    Sort.RELEVANCE: "d.id DESC",
    Sort.PRICE_LOW: "d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.id DESC",
}


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
    return Section(
        plan=plan,
        number=number,
        products=_subquery(filter_set.products),
        strategy=filter_set.strategy,
        exact_limit=filter_set.exact_limit,
        is_probed=filter_set.is_probed,
        depth=depth_of(plan, filter_set),
    )


def _with(plan: SearchPlan) -> str:
    return "WITH" + ",".join(_ctes(plan))


def _ctes(plan: SearchPlan) -> Iterator[str]:
    own, *facets = sections_of(plan)
    yield retrieval.query_terms(len(plan.text_match.exclusions))
    if own.has_vector:
        yield retrieval.query_vector(own)
    yield from _ranking(own)
    yield counting.page(_order(plan))
    yield from _counts(own)
    for section in facets:
        yield from _ranking(section)
        yield from _counts(section)


def _ranking(s: Section) -> Iterator[str]:
    yield from _candidates(s)
    yield scoring.row_scores(s)
    yield scoring.groups(s)
    yield scoring.grouped(s)
    yield scoring.counted(s)
    yield scoring.has_more(s) if s.has_vector else scoring.has_more_unranked(s)


def _candidates(s: Section) -> Iterator[str]:
    yield retrieval.filtered(s)
    if s.has_vector:
        yield from _vector_candidates(s)
    elif s.has_text:
        yield retrieval.text_hits_only(s)
        yield retrieval.candidates(s, "text_hits")
    else:
        yield retrieval.browsed(s, _order(s.plan))
        yield retrieval.candidates(s, "browsed")


def _vector_candidates(s: Section) -> Iterator[str]:
    yield from _by_index(s) if s.is_ann else _by_comparison(s)
    sources = ["vector_hits"] if s.is_ann else ["vector_hits", "unembedded"]
    if s.has_text:
        yield retrieval.text_hits(s)
        sources.append("text_hits")
    yield retrieval.candidates(s, *sources)


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
    yield counting.facet_values(s)
    yield counting.facet_counts(s)
    yield counting.diagnostics(s)


def _order(plan: SearchPlan) -> str:
    has_query = plan.vector_match is not None or plan.text_match.text
    return (ORDERS if has_query else BROWSE_ORDERS)[plan.page.sort]


def values_of(plan: SearchPlan) -> Values:
    return {
        "limit": plan.page.limit,
        "skip": plan.page.offset,
        "min_score": plan.min_score,
        **{f"facet_{number}": key for number, key in enumerate(plan.facet_sets, start=1)},
        **_text_values(plan.text_match),
        **(_vector_values(plan.vector_match) if plan.vector_match else {}),
    }


def _text_values(match: TextMatch) -> Values:
    return {
        "text": match.text,
        "identifier": match.text.lower(),
        "text_boost": match.boost,
        "lift_to": match.lift_to,
        **{f"excluded_{number}": phrase for number, phrase in enumerate(match.exclusions)},
    }


def _vector_values(match: VectorMatch) -> Values:
    return {
        "vector": vector_literal(match.fused.vector),
        "scale": match.fused.scale,
        "offset": match.fused.offset,
    }


def vector_literal(vector: Floats) -> str:
    """Write a vector as Postgres reads it, with more digits than half precision keeps."""
    return "[" + ",".join(f"{x:.6g}" for x in vector.tolist()) + "]"


def _subquery(products: QuerySet[Product]) -> str:
    """Return the query for the ids, with its values quoted in and `%` doubled for binding.

    The ORM writes it, because querysets decide tenancy and visibility.
    """
    text, parameters = products.order_by().values("id").query.sql_with_params()
    connection.ensure_connection()  # quoting follows the connection's encoding
    quoted = tuple(sql.Literal(one).as_string(connection.connection) for one in parameters)
    return (text % quoted).replace("%", "%%")
