"""The stored vectors of products that a query names."""

from collections.abc import Collection, Mapping

import numpy as np

from catalog.models import Embedding, EncoderVersion
from catalog.search.calibration import Floats
from catalog.search.fusion import QueryVectors


def product_vectors(
    product_ids: Collection[int], version: EncoderVersion | None
) -> Mapping[int, QueryVectors]:
    """Return the vectors of each product's first photo and description, in the order of the ids.

    Products that are not embedded yet are left out.
    """
    if version is None or not product_ids:
        return {}
    rows = Embedding.objects.filter(product_id__in=product_ids, encoder_version=version)
    first = rows.order_by("product_id", "photo__position", "photo_id").distinct("product_id")
    by_id = {row.product_id: _vectors(row, version.dimension) for row in first}
    return {key: by_id[key] for key in product_ids if key in by_id}


def photo_vectors(
    product_ids: Collection[int], version: EncoderVersion | None
) -> Mapping[int, Floats]:
    """Return the vector of each product's first photo, of those that have one."""
    found = product_vectors(product_ids, version)
    return {key: each.photo for key, each in found.items() if each.photo is not None}


def _vectors(row: Embedding, dimension: int) -> QueryVectors:
    joint = np.asarray(row.joint, dtype=np.float32)
    return QueryVectors(photo=joint[:dimension] if row.photo_id else None, text=joint[dimension:])
