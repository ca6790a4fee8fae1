"""Writes the journal. Each function belongs into the transaction that changes the products."""

import json
from collections.abc import Mapping

from django.db import connection

from catalog.ingest.journal.fields import digests
from catalog.ingest.journal.photos import PhotoEntries

# A run may touch a product twice, for instance if it also tells what the file no longer has. Then
# the first earlier values and the last written ones count.
MERGE = """
ON CONFLICT (run_id, product_id) DO UPDATE SET
    before = CASE WHEN change.kind = 'created' THEN '{}'
             ELSE EXCLUDED.before || change.before END,
    after = change.after || EXCLUDED.after,
    photos = change.photos || EXCLUDED.photos
"""
_CREATED = f"""
INSERT INTO catalog_productchange AS change (run_id, product_id, kind, before, after, photos)
SELECT %(run)s, product.id, 'created', '{{}}', {digests("product")}, created.photos
FROM jsonb_to_recordset(%(products)s::jsonb) AS created (id bigint, photos jsonb)
JOIN catalog_product AS product ON product.id = created.id
"""  # noqa: S608  # of column names
_PHOTOS = f"""
INSERT INTO catalog_productchange AS change (run_id, product_id, kind, before, after, photos)
SELECT %(run)s, id, 'changed', '{{}}', '{{}}', photos
FROM jsonb_to_recordset(%(products)s::jsonb) AS changed (id bigint, photos jsonb)
{MERGE}
"""  # noqa: S608  # a constant


def record_created(run_id: int, products: Mapping[int, PhotoEntries]) -> None:
    """Record products, by their ids, that the run has created with these photos."""
    _execute(_CREATED, run_id, products)


def record_photos(run_id: int, products: Mapping[int, PhotoEntries]) -> None:
    """Record what the run did to photos of products that it has not created.

    A product of which it has only removed photos has no entries.
    """
    _execute(_PHOTOS, run_id, products)


def _execute(statement: str, run_id: int, products: Mapping[int, PhotoEntries]) -> None:
    if products:
        rows = [{"id": product, "photos": photos} for product, photos in products.items()]
        with connection.cursor() as cursor:
            cursor.execute(statement, {"run": run_id, "products": json.dumps(rows)})
