"""Hands earlier values on to the later run that replaced what this run wrote.

Two runs over each other leave the same, in whichever order they are undone. If A changes a price
from 10 to 20 and B to 30, undoing A leaves 30, and makes 10 the price that undoing B restores. If
somebody edited the product in between, B's earlier value is theirs, and stays.
"""

from collections.abc import Sequence

from django.db import connection

from catalog.ingest.journal.fields import COLUMNS, digest_of

_HAND_ON = """
UPDATE catalog_productchange AS later SET before = later.before || handed.columns
FROM (
    SELECT change.product_id, next.run_id, jsonb_object_agg(earlier.key, earlier.value) AS columns
    FROM catalog_productchange AS change
    CROSS JOIN LATERAL jsonb_object_keys(change.after) AS field (name)
    CROSS JOIN LATERAL (
        SELECT later.run_id, later.before FROM catalog_productchange AS later
        WHERE later.product_id = change.product_id AND later.run_id > change.run_id
        AND (later.after ? field.name OR later.kind = 'deleted')
        ORDER BY later.run_id LIMIT 1
    ) AS next
    CROSS JOIN LATERAL jsonb_populate_record(NULL::catalog_product, next.before) AS replaced
    CROSS JOIN LATERAL jsonb_each(change.before) AS earlier
    JOIN (VALUES {columns}) AS belongs (field_name, column_name)
        ON belongs.field_name = field.name AND belongs.column_name = earlier.key
    WHERE change.run_id = %(run)s AND change.product_id = ANY(%(products)s)
    AND {replaced_digest} = change.after->>field.name
    GROUP BY change.product_id, next.run_id
) AS handed
WHERE later.run_id = handed.run_id AND later.product_id = handed.product_id
"""


def hand_on_fields(run_id: int, product_ids: Sequence[int]) -> None:
    """Let later runs restore what this run has changed, where they replaced what it wrote."""
    columns = ", ".join(f"('{field}', '{name}')" for field, of in COLUMNS.items() for name in of)
    digest = digest_of("replaced", "field.name")
    statement = _HAND_ON.format(columns=columns, replaced_digest=digest)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": run_id, "products": list(product_ids)})
