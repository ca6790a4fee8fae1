"""Updates the changed columns of many products in one statement, which also writes the journal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from catalog.ingest.journal.fields import COLUMNS, digest, fields_of, row, values
from catalog.ingest.journal.recording import MERGE
from catalog.models import Product
from catalog.models.product_locks import LOCKS

# So that `earlier` below has what is overwritten, even if somebody has just changed it.
_LOCK = """
SELECT id FROM catalog_product WHERE id = ANY(%s) ORDER BY external_id FOR NO KEY UPDATE
"""
# `kept` are the columns that a product keeps, although others in the batch change them. Locks are
# read here and not with the rest of the row: a merchant may have locked a field since.
_UPDATE = """
WITH earlier AS MATERIALIZED (
    SELECT id, {read} FROM catalog_product WHERE id = ANY(%(ids)s)
), updated AS (
    UPDATE catalog_product AS product
    SET updated_at = %(now)s, {assignments}
    FROM jsonb_to_recordset(%(updates)s::jsonb) AS changed (id bigint, kept text[], {columns})
    WHERE product.id = changed.id
    RETURNING product.id, {returned}
), journal AS (
    INSERT INTO catalog_productchange AS change (run_id, product_id, kind, before, after, photos)
    SELECT %(run)s, id, 'changed', before, after, '{{}}'
    FROM (
        SELECT id, {before} AS before, {after} AS after FROM earlier JOIN updated USING (id)
    ) AS differing
    WHERE after <> '{{}}'
    {merge}
)
SELECT count(*) FROM updated
"""
_ASSIGNMENT = """{column} = CASE
    WHEN '{column}' = ANY(changed.kept) OR '{lock}' = ANY(product.locked_fields)
    THEN product.{column} ELSE changed.{column} END"""
_IF_DIFFERENT = "CASE WHEN {old} IS DISTINCT FROM {new} THEN {then} ELSE '{{}}'::jsonb END"


class ProductGone(Exception):
    """A product was deleted after it was read."""


@dataclass(frozen=True, slots=True)
class ProductUpdate:
    product_id: int
    values: Mapping[str, object]  # by column


def update_products(run_id: int, updates: Sequence[ProductUpdate]) -> None:
    """Set the columns, unless they are locked, and record what that changes in the run's journal.

    Raises ProductGone.
    """
    if not updates:
        return
    columns = sorted({column for update in updates for column in update.values})
    ids = [update.product_id for update in updates]
    rows = json.dumps([_record(update, columns) for update in updates], default=json_value)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [ids])
        cursor.execute(
            _statement(columns), {"run": run_id, "ids": ids, "now": timezone.now(), "updates": rows}
        )
        if cursor.fetchone() != (len(updates),):
            raise ProductGone


def _statement(columns: Sequence[str]) -> str:
    types = {column: database_type(column) for column in columns}
    fields = fields_of(columns)
    read = sorted({*columns, *(column for field in fields for column in COLUMNS[field])})
    return _UPDATE.format(
        assignments=", ".join(
            _ASSIGNMENT.format(column=column, lock=LOCKS.get(column, "")) for column in types
        ),
        columns=", ".join(f"{column} {kind}" for column, kind in types.items()),
        read=", ".join(read),
        returned=", ".join(f"product.{column}" for column in read),
        before=_before(fields, columns),
        after=" || ".join(_if_different(field, _digest_object(field)) for field in fields),
        merge=MERGE,
    )


def _before(fields: Iterable[str], columns: Iterable[str]) -> str:
    """SQL: the earlier values of what differs. Also which fields had been edited by hand."""
    parts = [_if_different(field, values("earlier", field)) for field in fields]
    if "edited_fields" in columns:
        parts.append(
            _IF_DIFFERENT.format(
                old="earlier.edited_fields",
                new="updated.edited_fields",
                then="jsonb_build_object('edited_fields', earlier.edited_fields)",
            )
        )
    return " || ".join(parts)


def _digest_object(field: str) -> str:
    return f"jsonb_build_object('{field}', {digest('updated', field)})"


def _if_different(field: str, then: str) -> str:
    return _IF_DIFFERENT.format(old=row("earlier", field), new=row("updated", field), then=then)


def database_type(column: str) -> str | None:
    """The Postgres type of a column of catalog_product."""
    return Product._meta.get_field(column).db_type(connection)


def _record(update: ProductUpdate, columns: Iterable[str]) -> dict[str, object]:
    kept = [column for column in columns if column not in update.values]
    return {"id": update.product_id, "kept": kept, **update.values}


def json_value(value: object) -> str:
    """What json.dumps calls for values of columns that JSON does not have."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a product's column.")
