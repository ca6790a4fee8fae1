"""Gives products the values back that they had before a run."""

import json
from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils import timezone

from catalog.ingest.journal.fields import COLUMNS
from catalog.models import Category, Product, ProductChange

# Fields that had been edited by hand are so again, once they have their values back.
_RESTORE = """
UPDATE catalog_product AS product
SET updated_at = %(now)s, {assignments},
    edited_fields = ARRAY(
        SELECT unnest(product.edited_fields) UNION
        SELECT unnest(earlier.edited_fields) INTERSECT SELECT unnest(restored.fields)
    )
FROM jsonb_to_recordset(%(restored)s::jsonb) AS restored (id bigint, fields text[])
JOIN catalog_productchange AS change
    ON change.run_id = %(run)s AND change.product_id = restored.id
CROSS JOIN LATERAL jsonb_populate_record(NULL::catalog_product, change.before) AS earlier
WHERE product.id = restored.id
"""
_ASSIGNMENT = """{column} = CASE WHEN '{field}' = ANY(restored.fields)
    THEN {value} ELSE product.{column} END"""
# The category may have been deleted since.
_CATEGORY = "(SELECT id FROM catalog_category WHERE id = earlier.category_id)"


def restore_fields(run_id: int, fields: Mapping[int, Sequence[str]]) -> None:
    """Restore these fields of the products, by their ids."""
    names = {name for own in fields.values() for name in own}
    if not names:
        return
    restored = [{"id": pk, "fields": list(own)} for pk, own in fields.items() if own]
    statement = _RESTORE.format(
        assignments=", ".join(
            _ASSIGNMENT.format(column=column, field=field, value=_value(column))
            for field in COLUMNS
            if field in names
            for column in COLUMNS[field]
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"run": run_id, "now": timezone.now(), "restored": json.dumps(restored)}
        )


def recreate_products(
    changes: Sequence[ProductChange], merchant_id: int
) -> Sequence[ProductChange]:
    """Create the products again that the run deleted, under their former ids.

    Returns those whose external id is in use, which are not created.
    """
    by_external_id = {change.before["external_id"]: change for change in changes}
    taken = Product.objects.filter(merchant=merchant_id, external_id__in=by_external_id)
    in_use = [by_external_id.pop(used) for used in taken.values_list("external_id", flat=True)]
    products = [_product(change) for change in by_external_id.values()]
    _forget_deleted_categories(products)
    created_at = {product.pk: product.created_at for product in products}
    Product.objects.bulk_create(products)
    for product in products:
        product.created_at = created_at[product.pk]  # which creating them has overwritten
    Product.objects.bulk_update(products, ["created_at"])
    return in_use


def _value(column: str) -> str:
    return _CATEGORY if column == "category_id" else f"earlier.{column}"


def _product(change: ProductChange) -> Product:
    # A later version of the shop may have dropped columns.
    known = {field.attname: field for field in Product._meta.concrete_fields if not field.generated}
    columns = {name: value for name, value in change.before.items() if name in known}
    return Product(**{name: known[name].to_python(value) for name, value in columns.items()})


def _forget_deleted_categories(products: Sequence[Product]) -> None:
    wanted = {product.category_id for product in products if product.category_id}
    existing = set(Category.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for product in products:
        if product.category_id not in existing:
            product.category_id = None
