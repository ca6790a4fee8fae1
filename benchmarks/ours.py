"""The shop's own fused statement, whole: candidates, filters, page, facets."""

from typing import Final

from benchmarks.questions import Question
from catalog.models import EncoderVersion
from catalog.search.asked import WINDOW, Asked, Literal, Nearest, Scope, Window
from catalog.search.engine import CLOSE, LITERAL_BONUS
from catalog.search.execution import answer
from catalog.search.filtering import filtered_products, without_selection
from catalog.search.fusion import FusedQuery
from catalog.search.query import Filters, Sort

UNHEARD: Final = "unheard"
"""A word that no product has: it costs what words cost, and leaves the order to the vectors."""


class FusedStatement:
    """Over the shop that the database connection leads to (benchmarks/shop.py)."""

    name = "the search"

    def __init__(self, version: EncoderVersion) -> None:
        self._version = version

    def found(self, question: Question, count: int) -> list[int]:
        return [product_id - 1 for product_id, _, _ in answer(self._asked(question, count)).hits]

    def _asked(self, question: Question, count: int) -> Asked:
        filters = _filters(question)
        wider = without_selection(filters)
        fused = FusedQuery(vector=question.joint, scale=1.0, offset=0.0)
        return Asked(
            scope=_scope(filters),
            widened={key: _scope(one) for key, one in wider.items()},
            window=Window(limit=count, offset=0, sort=Sort.RELEVANCE, floor=CLOSE),
            nearest=Nearest(version=self._version, fused=fused, over_fetch=WINDOW, judges=True),
            literal=Literal(
                wanted=UNHEARD if question.image_weight < 1 else "", bonus=LITERAL_BONUS
            ),
        )


def _scope(filters: Filters) -> Scope:
    """The benchmark's whole catalog is large, and known to be."""
    products = filtered_products(filters)
    return Scope(products=products) if filters.any else Scope(products=products, exact_limit=0)


def _filters(question: Question) -> Filters:
    if (condition := question.condition) is None:
        return Filters()
    if condition.field == "brand":
        return Filters(brands=(condition.value,))
    return Filters(attributes={condition.field: (condition.value,)})
