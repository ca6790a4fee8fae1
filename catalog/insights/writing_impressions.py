"""Writes counts of impressions to the database. Called within the transaction of writing.py."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from catalog.insights.impressions import Seen, SeenTallies

# Different products of one day that are kept. The most seen ones of a batch come first.
MAX_PRODUCTS_A_DAY: Final = 10_000

_POSITIONS: Final = """
INSERT INTO catalog_positioncount AS stored (day, asked_by, position, impressions, clicks)
SELECT * FROM unnest(%(days)s::date[], %(asked_by)s::text[], %(positions)s::int[],
                     %(impressions)s::int[], %(clicks)s::int[])
ON CONFLICT (day, asked_by, position) DO UPDATE
SET impressions = stored.impressions + excluded.impressions,
    clicks = stored.clicks + excluded.clicks
"""
# `place` counts the new products of a day, and `places` is how many more it has room for.
_PRODUCTS: Final = """
WITH given AS (
    SELECT g.*, known.id IS NULL AS is_new
    FROM unnest(%(days)s::date[], %(products)s::bigint[], %(impressions)s::int[],
                %(clicks)s::int[], %(carts)s::int[], %(purchases)s::int[])
         AS g (day, product_id, impressions, clicks, carts, purchases)
    LEFT JOIN catalog_productcount known USING (day, product_id)
), numbered AS (
    SELECT given.*, row_number() OVER (PARTITION BY day, is_new
                                       ORDER BY impressions DESC, product_id) AS place
    FROM given
), room AS MATERIALIZED (  -- counted once for each day, not for each row
    SELECT day, %(most)s - (SELECT count(*) FROM catalog_productcount kept
                            WHERE kept.day = days.day) AS places
    FROM (SELECT DISTINCT day FROM given) days
)
INSERT INTO catalog_productcount AS stored
       (day, product_id, impressions, clicks, carts, purchases)
SELECT day, product_id, impressions, clicks, carts, purchases
FROM numbered JOIN room USING (day)
WHERE NOT is_new OR place <= places
ON CONFLICT (day, product_id) DO UPDATE
SET impressions = stored.impressions + excluded.impressions,
    clicks = stored.clicks + excluded.clicks,
    carts = stored.carts + excluded.carts,
    purchases = stored.purchases + excluded.purchases
"""


def write_seen(cursor: CursorWrapper, seen: SeenTallies) -> None:
    """Add the counts to those of their days. Raises DatabaseError."""
    if seen.positions:
        days, asked_by, positions = zip(*seen.positions, strict=True)
        keys = {"days": list(days), "asked_by": list(asked_by), "positions": list(positions)}
        cursor.execute(_POSITIONS, {**keys, **seen_columns(seen.positions.values())})
    if seen.products:
        days, products = zip(*seen.products, strict=True)
        keys = {"days": list(days), "products": list(products)}
        counts = seen_columns(seen.products.values())
        cursor.execute(_PRODUCTS, {**keys, **counts, "most": MAX_PRODUCTS_A_DAY})


def seen_columns(counts: Iterable[Seen]) -> dict[str, Any]:
    """The counts as a list for each name, for `unnest`."""
    columns = map(list, zip(*counts, strict=True))
    return dict(zip(Seen._fields, columns, strict=True))
