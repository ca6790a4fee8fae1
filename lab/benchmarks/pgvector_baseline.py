"""pgvector as its documentation recommends: a join, ordered by distance, with an iterative scan.

It uses the same rows and index as the shop's search, but computes no facets, counts or text
matches, and expects one photo per product. Its recall under a filter depends on whether the planner
compares all matches or scans the index.
"""

from typing import Final

from django.db import connection, transaction

from catalog.models import EncoderVersion
from catalog.search.bound_values import vector_literal
from catalog.search.execution import fetch_rows
from catalog.search.sql.values import Values
from catalog.search.statement import Statement
from lab.benchmarks.vector_queries import FieldFilter, VectorQuery

SETTINGS: Final = """
SET LOCAL hnsw.ef_search = 200;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL plan_cache_mode = force_generic_plan;
"""
NEAREST: Final = """
SELECT e.product_id FROM catalog_embedding e JOIN catalog_product p ON p.id = e.product_id
WHERE e.encoder_version_id = {version} AND p.active AND {condition}
ORDER BY e.joint::halfvec({width}) <#> %(vector)s::halfvec({width}) LIMIT %(count)s"""


class PgvectorBaseline:
    """An engine on the connected database, which synthetic_shop.py has filled."""

    name = "pgvector, plain query"

    def __init__(self, version: EncoderVersion) -> None:
        self._version = version

    def search(self, query: VectorQuery, k: int) -> list[int]:
        values: Values = {"vector": vector_literal(query.joint), "count": k}
        statement = Statement(self._sql(query.field_filter), values)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            return [product_id - 1 for (product_id,) in fetch_rows(statement)]

    def _sql(self, field_filter: FieldFilter | None) -> str:
        """Write the filter as a literal, as the shop's search does: the planner sees its value."""
        return NEAREST.format(
            version=self._version.pk,
            width=self._version.joint_dimension,
            condition=_condition(field_filter) if field_filter else "TRUE",
        )


def _condition(field_filter: FieldFilter) -> str:
    if field_filter.field == "brand":
        return f"p.brand = '{field_filter.value}'"
    return f"""p.attributes @> '{{"{field_filter.field}": "{field_filter.value}"}}'"""
