"""Updates the changed columns of many products in one statement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from catalog.models import Product
from catalog.models.product_locks import LOCKS

# `kept` are the columns that a product keeps, although others in the batch change them. Locks are
# read here and not with the rest of the row: a merchant may have locked a field since.
_UPDATE = """
UPDATE catalog_product AS product
SET updated_at = %(now)s, {assignments}
FROM jsonb_to_recordset(%(updates)s::jsonb) AS changed (id bigint, kept text[], {columns})
WHERE product.id = changed.id
"""
_ASSIGNMENT = """{column} = CASE
    WHEN '{column}' = ANY(changed.kept) OR '{lock}' = ANY(product.locked_fields)
    THEN product.{column} ELSE changed.{column} END"""


class ProductGone(Exception):
    """A product was deleted after it was read."""


@dataclass(frozen=True, slots=True)
class ProductUpdate:
    product_id: int
    values: Mapping[str, object]  # by column


def update_products(updates: Sequence[ProductUpdate]) -> None:
    """Set the columns, unless they are locked. Raises ProductGone."""
    if not updates:
        return
    columns = sorted({column for update in updates for column in update.values})
    rows = json.dumps([_record(update, columns) for update in updates], default=_json_value)
    with connection.cursor() as cursor:
        cursor.execute(_statement(columns), {"now": timezone.now(), "updates": rows})
        if cursor.rowcount != len(updates):
            raise ProductGone


def _statement(columns: Iterable[str]) -> str:
    types = {column: _database_type(column) for column in columns}
    return _UPDATE.format(
        assignments=", ".join(
            _ASSIGNMENT.format(column=column, lock=LOCKS.get(column, "")) for column in types
        ),
        columns=", ".join(f"{column} {kind}" for column, kind in types.items()),
    )


def _database_type(column: str) -> str | None:
    return Product._meta.get_field(column).db_type(connection)


def _record(update: ProductUpdate, columns: Iterable[str]) -> dict[str, object]:
    kept = [column for column in columns if column not in update.values]
    return {"id": update.product_id, "kept": kept, **update.values}


def _json_value(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a product's column.")
