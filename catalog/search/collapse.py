"""Collapses the sizes of a product into one result (Elasticsearch: collapse, Algolia: distinct).

A collapse group holds the products of one merchant and group id whose attributes differ only in the
size. The colours of a shoe look different, so each colour is a result of its own.
"""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from catalog.models import SIZE_ATTRIBUTE, Product

# Products that the average is taken from: few, so that a large catalog costs no more.
SAMPLE: Final = 10_000

_LOOK: Final = f"attributes - '{SIZE_ATTRIBUTE}'"


def group_key(product: str) -> str:
    """The collapse group of the product that SQL knows under this name; NULL without one."""
    columns = f"{product}.merchant_id, {product}.group_id, {product}.{_LOOK}"
    return f"""CASE WHEN {product}.group_id <> ''
                THEN hash_record_extended(ROW({columns}), 0) END"""


GROUP_KEY: Final = group_key("d")

# The ids of the products in the collapse groups of the products %s, including their own.
SAME_GROUP: Final = f"""
SELECT d.id FROM catalog_product d
JOIN catalog_product itself USING (merchant_id, group_id)
WHERE itself.id = ANY(%s)
  AND (d.id = itself.id
       OR d.group_id <> '' AND d.{_LOOK} = itself.{_LOOK})
"""

# How many sizes of each of these products are on sale, if several. Its index: product_variants.
SIZES: Final = f"""
SELECT itself.id, count(DISTINCT d.attributes -> '{SIZE_ATTRIBUTE}')
FROM catalog_product itself
JOIN catalog_product d USING (merchant_id, group_id)
WHERE itself.id = ANY(%s) AND itself.group_id <> '' AND d.active
  AND d.{_LOOK} = itself.{_LOOK}
GROUP BY itself.id
HAVING count(DISTINCT d.attributes -> '{SIZE_ATTRIBUTE}') > 1
"""

# How many products and how many groups there are in a sample.
GROUP_SIZES: Final = f"""
SELECT count(*), count(DISTINCT coalesce('group ' || group_key, 'product ' || id))
FROM (SELECT d.id, {GROUP_KEY} AS group_key FROM catalog_product d LIMIT {SAMPLE}) sample
"""


def same_group(*product_ids: int) -> list[int]:
    """Return the ids of all products in the collapse groups of products, including their own."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_GROUP, [list(product_ids)])
        return list(dict.fromkeys((*product_ids, *(key for (key,) in cursor.fetchall()))))


def sizes_on_sale(products: Sequence[Product]) -> dict[int, int]:
    """Return how many sizes each of these products has, by its id, if it has several."""
    grouped = [product.pk for product in products if product.group_id]
    if not grouped:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SIZES, [grouped])
        return dict(cursor.fetchall())


def products_per_group() -> float:
    """Return the average number of products in a group. One without a group counts as a group."""
    with connection.cursor() as cursor:
        cursor.execute(GROUP_SIZES)
        products, groups = cursor.fetchone()
    return float(max(1.0, products / max(groups, 1)))
