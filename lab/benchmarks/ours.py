"""The shop's own fused statement, whole: candidates, filters, page, facets."""

from typing import Final

from catalog.models import EncoderVersion
from catalog.search.asked import WINDOW, Asked, Literal, Nearest, Window
from catalog.search.engine import CLOSE, LITERAL_BONUS
from catalog.search.execution import answer
from catalog.search.fusion import FusedQuery
from catalog.search.query import Filters, SearchQuery
from catalog.search.scopes import note_outcomes, page_scope, usual_exact_limit, widened_scopes
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
        asked = self._asked(question, query)
        found = answer(asked)
        note_outcomes(query, asked, found.outcomes)
        return [product_id - 1 for product_id, _, _ in found.hits]

    def _asked(self, question: Question, query: SearchQuery) -> Asked:
        limit = usual_exact_limit()
        fused = FusedQuery(vector=question.joint, scale=1.0, offset=0.0)
        return Asked(
            scope=page_scope(query, limit),
            widened=widened_scopes(query, limit),
            window=Window(limit=query.limit, offset=0, sort=query.sort, floor=CLOSE),
            nearest=Nearest(version=self._version, fused=fused, over_fetch=WINDOW, judges=True),
            literal=Literal(
                wanted=UNHEARD if question.image_weight < 1 else "", bonus=LITERAL_BONUS
            ),
        )


def _filters(question: Question) -> Filters:
    if (condition := question.condition) is None:
        return Filters()
    if condition.field == "brand":
        return Filters(brands=(condition.value,))
    return Filters(attributes={condition.field: (condition.value,)})
