"""The shop's own fused statement, whole: candidates, filters, page, facets."""

from typing import Final

from catalog.models import EncoderVersion
from catalog.search.execution import run_plan
from catalog.search.filter_sets import facet_sets, page_filter_set, remember_counts
from catalog.search.fusion import FusedQuery
from catalog.search.plan import PageRequest, SearchPlan, TextMatch, VectorMatch
from catalog.search.query import Filters, SearchQuery
from catalog.search.ranking import RANKING
from lab.benchmarks.questions import Question

UNHEARD: Final = "unheard"
"""A word that no product has: it costs what words cost, and leaves the order to the vectors."""


class FusedStatement:
    """Over the shop that the database connection leads to (lab/benchmarks/shop.py)."""

    name = "the search"

    def __init__(self, version: EncoderVersion) -> None:
        self._version = version

    def found(self, question: Question, count: int) -> list[int]:
        query = SearchQuery(filters=_filters(question), limit=count)
        plan = self._plan(question, query)
        result = run_plan(plan)
        remember_counts(plan, [each.filtered_count for each in result.diagnostics])
        return [product_id - 1 for product_id, _, _ in result.hits]

    def _plan(self, question: Question, query: SearchQuery) -> SearchPlan:
        fused = FusedQuery(vector=question.joint, scale=1.0, offset=0.0)
        text = UNHEARD if question.image_weight < 1 else ""
        return SearchPlan(
            filter_set=page_filter_set(query, RANKING),
            facet_sets=facet_sets(query, RANKING),
            page=PageRequest(limit=query.limit, offset=0, sort=query.sort),
            min_score=RANKING.min_score,
            vector_match=VectorMatch(version=self._version, fused=fused, calibrated=True),
            text_match=TextMatch(text=text, boost=RANKING.text_boost),
        )


def _filters(question: Question) -> Filters:
    if (condition := question.condition) is None:
        return Filters()
    if condition.field == "brand":
        return Filters(brands=(condition.value,))
    return Filters(attributes={condition.field: (condition.value,)})
