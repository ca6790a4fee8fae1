"""Writes many products, and what a bulk edit did to them, each in one statement.

The values are one JSON document. For each of them, Django's bulk_update writes a condition, and its
bulk_create quotes a text.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from catalog.editing.applying import Applied
from catalog.models import Product

_UPDATE: Final = """
UPDATE catalog_product AS product SET updated_at = %(now)s, {assignments}
FROM jsonb_to_recordset(%(rows)s::jsonb) AS changed (id bigint, {columns})
WHERE product.id = changed.id
"""
_RECORD: Final = """
INSERT INTO catalog_bulkeditchange (edit_id, product_id, before, after)
SELECT %(edit)s, id, before, after
FROM jsonb_to_recordset(%(rows)s::jsonb) AS changed (id bigint, before jsonb, after jsonb)
"""


def write_columns(products: Collection[Product], columns: Collection[str]) -> None:
    """Store what the products, whose rows are locked, have in these columns.

    A column that stays as it is fires no trigger, so only new words are embedded.
    """
    if not products:
        return
    rows = [{"id": p.pk, **{column: getattr(p, column) for column in columns}} for p in products]
    statement = _UPDATE.format(
        assignments=", ".join(f"{column} = changed.{column}" for column in columns),
        columns=", ".join(f"{column} {_database_type(column)}" for column in columns),
    )
    with connection.cursor() as cursor:
        values = json.dumps(rows, default=_to_json)
        cursor.execute(statement, {"now": timezone.now(), "rows": values})


def record(edit_id: int, done: Mapping[int, Applied]) -> None:
    """Store what was done to products, by their ids."""
    rows = [{"id": key, "before": each.before, "after": each.after} for key, each in done.items()]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, {"edit": edit_id, "rows": json.dumps(rows)})


def _database_type(column: str) -> str | None:
    return Product._meta.get_field(column).db_type(connection)


def _to_json(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a product's column.")
