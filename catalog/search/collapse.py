"""Sizes of one product take one result (Elasticsearch: collapse, Algolia: distinct).

A collapse group are the products of a merchant's group whose attributes differ in the size alone.
Colours of a shoe look different, so each colour is a result of its own.
"""

from django.db import connection

from catalog.search.sql.grouping import GROUP_SIZES, SAME_GROUP


def same_group(product_id: int) -> list[int]:
    """The ids of a product's sizes, with its own."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_GROUP, [product_id])
        return [key for (key,) in cursor.fetchall()] or [product_id]


def products_per_group() -> float:
    """The average over groups; a product without a group is one of its own."""
    with connection.cursor() as cursor:
        cursor.execute(GROUP_SIZES)
        products, groups = cursor.fetchone()
    return float(max(1.0, products / max(groups, 1)))
