"""Writes what a run does to photos into its journal, in the transaction that changes them.

What it does to products is written by the statements that change them.
"""

import json
from collections.abc import Mapping

from django.db import connection

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
_PHOTOS = f"""
INSERT INTO catalog_productchange AS change (run_id, product_id, kind, before, after, photos)
SELECT %(run)s, id, 'changed', '{{}}', '{{}}', photos
FROM jsonb_to_recordset(%(products)s::jsonb) AS changed (id bigint, photos jsonb)
{MERGE}
"""  # noqa: S608  # a constant


def record_photos(run_id: int, products: Mapping[int, PhotoEntries]) -> None:
    """Record what the run did to photos of these products, by their ids.

    A product of which it has only removed photos has no entries.
    """
    rows = [{"id": product, "photos": photos} for product, photos in products.items()]
    with connection.cursor() as cursor:
        cursor.execute(_PHOTOS, {"run": run_id, "products": json.dumps(rows)})
