"""Collapses the sizes of a product into one result (Elasticsearch: collapse, Algolia: distinct).

A collapse group holds the products of one merchant and group id whose attributes differ only in the
size. The colours of a shoe look different, so each colour is a result of its own.
"""

from django.db import connection

from catalog.search.sql.grouping import GROUP_SIZES, SAME_GROUP


def same_group(product_id: int) -> list[int]:
    """Return the ids of all products in the collapse group of a product, including its own."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_GROUP, [product_id])
        return [key for (key,) in cursor.fetchall()] or [product_id]


def products_per_group() -> float:
    """Return the average number of products in a group. One without a group counts as a group."""
    with connection.cursor() as cursor:
        cursor.execute(GROUP_SIZES)
        products, groups = cursor.fetchone()
    return float(max(1.0, products / max(groups, 1)))
