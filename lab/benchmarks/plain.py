"""pgvector as its documentation has it: the nearest rows of a join, by an iterative index scan.

On the same rows and the same index as the search itself. It only finds: no facets, no counts, no
words, no relevant set, one photo for each product. Under a filter its recall hangs on whether the
planner compares or asks the index.
"""

from typing import Final

from django.db import connection, transaction

from catalog.models import EncoderVersion
from catalog.search.execution import fetch_rows
from catalog.search.statement import Statement, Values, vector_literal
from lab.benchmarks.questions import Condition, Question

SETTINGS: Final = """
SET LOCAL hnsw.ef_search = 200;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL plan_cache_mode = force_generic_plan;
"""
NEAREST: Final = """
SELECT e.product_id FROM catalog_embedding e JOIN catalog_product p ON p.id = e.product_id
WHERE e.encoder_version_id = {version} AND p.active AND {condition}
ORDER BY e.joint::halfvec({width}) <#> %(vector)s::halfvec({width}) LIMIT %(count)s"""


class PlainQuery:
    """Over the shop that the database connection leads to (lab/benchmarks/shop.py)."""

    name = "pgvector, plain query"

    def __init__(self, version: EncoderVersion) -> None:
        self._version = version

    def found(self, question: Question, count: int) -> list[int]:
        values: Values = {"vector": vector_literal(question.joint), "count": count}
        statement = Statement(self._text(question.condition), values)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            return [product_id - 1 for (product_id,) in fetch_rows(statement)]

    def _text(self, condition: Condition | None) -> str:
        """Filters in the text, as the search has them: both are planned by what they let pass."""
        return NEAREST.format(
            version=self._version.pk,
            width=self._version.joint_dimension,
            condition=_condition(condition) if condition else "TRUE",
        )


def _condition(condition: Condition) -> str:
    if condition.field == "brand":
        return f"p.brand = '{condition.value}'"
    return f"""p.attributes @> '{{"{condition.field}": "{condition.value}"}}'"""
