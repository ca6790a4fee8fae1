"""Creates many products in one statement, which also writes the journal.

Building Product instances and their INSERT in Python took longer than Postgres took to run it.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Final

from django.db import connection
from django.db.models import DateTimeField, Field
from django.utils import timezone

from catalog.ingest.journal.fields import digests
from catalog.ingest.product_update import database_type, json_value
from catalog.models import Product

_INSERT: Final = """
WITH created AS (
    INSERT INTO catalog_product (merchant_id, {columns})
    SELECT %(merchant)s, {columns}
    FROM jsonb_to_recordset(%(products)s::jsonb) AS product ({typed})
    RETURNING *
), journal AS (
    INSERT INTO catalog_productchange (run_id, product_id, kind, before, after, photos)
    SELECT %(run)s, id, 'created', '{{}}', {digests}, '{{}}' FROM created
)
SELECT external_id, id FROM created
"""


def create_products(
    run_id: int, merchant_id: int, products: Iterable[Mapping[str, object]]
) -> dict[str, int]:
    """Create products with these values by column, in this order. Returns ids by external id.

    The run's journal says that it has created them; their photos are added by `record_photos`.
    """
    defaults = _defaults(timezone.now())
    records = [{**defaults, **values} for values in products]
    if not records:
        return {}
    rows = json.dumps(records, default=json_value)
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"run": run_id, "merchant": merchant_id, "products": rows})
        return dict(cursor.fetchall())


def _defaults(now: datetime) -> dict[str, object]:
    """What a product has unless a row states it, as if the model had created it."""
    return {field.attname: _default(field, now) for field in _fields()}


def _default(field: "Field[object, object]", now: datetime) -> object:
    if isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add):
        return now
    return field.get_default()


@cache
def _fields() -> "tuple[Field[object, object], ...]":
    """The fields that are written. Postgres knows the others by itself."""
    return tuple(
        field
        for field in Product._meta.concrete_fields
        if not (field.generated or field.primary_key or field.name == "merchant")
        and (field.has_default() or not field.has_db_default())
    )


@cache
def _statement() -> str:
    columns = [field.attname for field in _fields()]
    typed = (f"{column} {database_type(column)}" for column in columns)
    return _INSERT.format(
        columns=", ".join(columns), typed=", ".join(typed), digests=digests("created")
    )
