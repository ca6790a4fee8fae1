"""Products of a merchant with the same file as a photo."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db import connection

from catalog.inspection.neighbours import NewPhoto

# A picture that more products share stands for a missing one, or for a whole range.
MAX_SHARING: Final = 20

_SHARING: Final = """
SELECT file.sha256, shared.product_id, shared.photo_id
FROM unnest(%(files)s::text[]) AS file (sha256)
CROSS JOIN LATERAL (
    SELECT DISTINCT ON (e.product_id) e.product_id, e.photo_id
    FROM catalog_embedding e JOIN catalog_product p ON p.id = e.product_id
    WHERE e.photo_sha256 = file.sha256 AND p.merchant_id = %(merchant)s AND p.active
      AND e.photo_id IS NOT NULL
    ORDER BY e.product_id, e.photo_id LIMIT {limit}
) shared
ORDER BY 1, 2
"""


def same_files(photos: Sequence[NewPhoto], merchant_id: int) -> set[tuple[int, int]]:
    """Return pairs of photos: of each file, that of the first product with each of the others."""
    sharing: dict[str, list[int]] = defaultdict(list)
    files = sorted({photo.sha256 for photo in photos if photo.sha256})
    with connection.cursor() as cursor:
        statement = _SHARING.format(limit=MAX_SHARING + 1)
        cursor.execute(statement, {"files": files, "merchant": merchant_id})
        for sha256, _, photo_id in cursor.fetchall():
            sharing[sha256].append(photo_id)
    shared = [same for same in sharing.values() if len(same) <= MAX_SHARING]
    return {(first, other) for first, *others in shared for other in others}
