"""The shop's search statement as an engine to measure, with filters, page and facets."""

from typing import Final

from catalog.language.normalise import identifier_keys
from catalog.models import EncoderVersion
from catalog.search.execution import run_plan
from catalog.search.filter_sets import facet_sets, page_filter_set, remember_counts
from catalog.search.fusion import FusedQuery
from catalog.search.plan import PageRequest, SearchPlan, TextMatch, VectorMatch
from catalog.search.query import Filters, SearchQuery
from catalog.search.ranking import RANKING
from lab.benchmarks.vector_queries import VectorQuery

RARE_WORD: Final = "unheard"
"""A word that no product contains: matching it takes the usual time, but changes no score."""


class FusedStatement:
    """An engine on the connected database, which synthetic_shop.py has filled."""

    name = "the search"

    def __init__(self, version: EncoderVersion) -> None:
        self._version = version

    def search(self, query: VectorQuery, k: int) -> list[int]:
        plan = self._plan(query, SearchQuery(filters=_filters(query), limit=k))
        result = run_plan(plan)
        remember_counts(plan, [entry.filtered_count for entry in result.diagnostics])
        return [hit.product_id - 1 for hit in result.hits]

    def _plan(self, vector_query: VectorQuery, query: SearchQuery) -> SearchPlan:
        fused = FusedQuery(vector=vector_query.joint, scale=1.0, offset=0.0)
        text = RARE_WORD if vector_query.image_weight < 1 else ""
        return SearchPlan(
            filter_set=page_filter_set(query, RANKING),
            facet_sets=facet_sets(query, RANKING),
            page=PageRequest(limit=query.limit, offset=0, sort=query.order),
            at=query.at,
            min_score=RANKING.min_score,
            vector_match=VectorMatch(version=self._version, fused=fused, calibrated=True),
            text_match=TextMatch(
                text=text,
                typed=text,
                identifier_keys=identifier_keys(text),
                boost=RANKING.text_boost,
            ),
        )


def _filters(query: VectorQuery) -> Filters:
    if (field_filter := query.field_filter) is None:
        return Filters()
    if field_filter.field == "brand":
        return Filters(brands=(field_filter.value,))
    return Filters(attributes={field_filter.field: (field_filter.value,)})
