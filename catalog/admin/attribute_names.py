"""The attribute names that a merchant uses, to choose from."""

from typing import Final

from django.db import connection

MAX_NAMES: Final = 100
# Of the first products by their ids, through the unique index: all of 100,000 products take a
# second, and their names are the same.
_FREQUENT: Final = """
SELECT name FROM (
    SELECT attributes FROM catalog_product WHERE merchant_id = %s ORDER BY external_id LIMIT 2000
) AS product, jsonb_object_keys(attributes) AS name
GROUP BY name ORDER BY count(*) DESC, name LIMIT %s
"""


def attribute_names(merchant_id: int | None) -> tuple[str, ...]:
    """Return the names of the merchant's attributes, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(_FREQUENT, [merchant_id, MAX_NAMES])
        return tuple(name for (name,) in cursor.fetchall())
