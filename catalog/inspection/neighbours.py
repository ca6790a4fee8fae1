"""The photos of a merchant's other products that are nearest to a photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from pgvector import HalfVector

from catalog.inspection.learning import Floats
from catalog.inspection.pictures import read_halfvec
from catalog.models import EncoderVersion

# Per photo. Products that share one file are found apart.
NEAREST: Final = 5
# Cosine. A crop to 70 % of the width and height is about this near; see docs/relevance.md.
MIN_SIMILARITY: Final = 0.85
# Of a merchant with at most so many photos, all are compared: the index would visit mostly those of
# others.
MAX_EXACT: Final = 5_000
# Rows that the index may visit for one photo. Without the limit, a merchant of few products among
# very many others would cost a scan of all.
MAX_SCANNED: Final = 4_000

# `found` is ordered by the bare indexed expression, as in catalog/search/sql/retrieval.py. The
# photo half of the query stands beside zeros, so that descriptions do not count.
_NEAREST: Final = """
SELECT query.photo, found.photo_id
FROM unnest(%(photos)s::bigint[], %(products)s::bigint[], %(vectors)s::halfvec[])
     AS query (photo, product, vector)
CROSS JOIN LATERAL (
    SELECT e.photo_id, {distance} AS distance
    FROM catalog_embedding e JOIN catalog_product p ON p.id = e.product_id
    WHERE e.encoder_version_id = {version} AND p.merchant_id = %(merchant)s AND p.active
      AND e.photo_id IS NOT NULL AND e.product_id <> query.product
    ORDER BY {order} LIMIT {nearest}
) found
WHERE found.distance <= -{similarity}
"""
# Uncompared photos: a photo counts as compared while it and the encoder version stay the same.
_UNCOMPARED: Final = """
SELECT e.photo_id, e.product_id, e.photo_sha256,
       halfvec_send(subvector(e.joint, 1, %(dimension)s))
FROM catalog_product p
JOIN catalog_embedding e ON e.product_id = p.id AND e.encoder_version_id = %(version)s
LEFT JOIN catalog_comparedphoto done ON done.photo_id = e.photo_id
    AND (done.sha256, done.encoder_version_id) = (e.photo_sha256, e.encoder_version_id)
WHERE p.merchant_id = %(merchant)s AND p.active AND p.id > %(position)s
  AND e.photo_id IS NOT NULL AND done.photo_id IS NULL
ORDER BY p.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, eq=False)
class NewPhoto:
    photo_id: int
    product_id: int
    sha256: str
    vector: Floats


def uncompared_photos(
    merchant_id: int, version: EncoderVersion, *, position: int, limit: int
) -> list[NewPhoto]:
    """Return photos of products after `position`, in their order. Of the last product, perhaps
    not all.
    """
    parameters = {
        "merchant": merchant_id,
        "version": version.pk,
        "dimension": version.dimension,
        "position": position,
        "limit": limit,
    }
    return [
        NewPhoto(photo, product, sha256, read_halfvec(bytes(sent)))
        for photo, product, sha256, sent in _rows(_UNCOMPARED, parameters)
    ]


def nearest_photos(
    photos: Sequence[NewPhoto], merchant_id: int, version: EncoderVersion, *, has_few: bool
) -> list[tuple[int, int]]:
    """Return pairs of photos: one of these, and one that is near."""
    zeros = np.zeros(version.dimension, dtype=np.float32)
    width = version.joint_dimension
    indexed = f"e.joint::halfvec({width}) <#> query.vector::halfvec({width})"
    statement = _NEAREST.format(
        distance=f"({indexed})",
        # "+ 0" keeps the HNSW index away.
        order=f"({indexed}) + 0" if has_few else indexed,
        version=version.pk,
        nearest=NEAREST,
        similarity=MIN_SIMILARITY,
    )
    parameters = {
        "photos": [photo.photo_id for photo in photos],
        "products": [photo.product_id for photo in photos],
        "vectors": [
            HalfVector(np.concatenate([photo.vector, zeros])).to_text() for photo in photos
        ],
        "merchant": merchant_id,
    }
    with transaction.atomic():
        _rows("SET LOCAL hnsw.iterative_scan = relaxed_order")
        _rows(f"SET LOCAL hnsw.max_scan_tuples = {MAX_SCANNED}")
        return list(_rows(statement, parameters))


def has_few_photos(merchant_id: int, version: EncoderVersion) -> bool:
    count = """
    SELECT count(*) FROM (
        SELECT FROM catalog_product p JOIN catalog_embedding e ON e.product_id = p.id
        WHERE p.merchant_id = %s AND e.encoder_version_id = %s LIMIT %s) counted
    """
    ((found,),) = _rows(count, [merchant_id, version.pk, MAX_EXACT + 1])
    return bool(found <= MAX_EXACT)


def _rows(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
