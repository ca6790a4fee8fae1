"""Shelves of products in plain colours, with vectors that ColourEncoder would give their photos."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from pgvector import HalfVector

from catalog.inspection.changes import find_changed
from catalog.inspection.slices import inspect_due
from catalog.models import (
    Embedding,
    EncoderVersion,
    Inspection,
    Merchant,
    Photo,
    Product,
    ProductIndexing,
    Proposal,
    WorkState,
)
from tests.encoders import COLOURS, unit

FAR = float("inf")
_numbers = itertools.count(1)


def shelve(
    colour: str, count: int = 1, *, version: EncoderVersion, to: Merchant, **fields: Any
) -> list[Product]:
    """Save products with a photo in about this colour each, and their embeddings."""
    products = Product.objects.bulk_create(
        Product(**{"merchant": to, "external_id": f"S{next(_numbers)}", "title": "Mug", "price": 9}
                | fields)
        for _ in range(count)
    )  # fmt: skip
    photos = Photo.objects.bulk_create(
        Photo(product=product, state="ready", sha256=f"of {product.pk}") for product in products
    )
    show(photos, colour, version)
    ProductIndexing.objects.update(state=WorkState.READY)
    return products


def show(photos: Sequence[Photo], colour: str, version: EncoderVersion) -> None:
    """Embed photos as if they were in about this colour."""
    # The same in each run of a test, and different for each shelf.
    noise = np.random.default_rng(Embedding.objects.count()).normal(0, 8, (len(photos), 3))
    rgb = np.array(COLOURS[colour], dtype=np.float32) + noise
    Embedding.objects.bulk_create(
        Embedding(
            product_id=photo.product_id,
            photo=photo,
            encoder_version=version,
            joint=HalfVector(np.concatenate([vector, np.ones(3) / np.sqrt(3)])),
            photo_sha256=photo.sha256,
        )
        for photo, vector in zip(photos, unit(rgb.astype(np.float32)), strict=True)
    )


def inspect() -> None:
    """Look at all catalogs again, as if all were indexed, and inspect those that have changed."""
    ProductIndexing.objects.update(state=WorkState.READY)
    Inspection.objects.update(looked_at=None)
    find_changed(until=FAR)
    assert inspect_due(until=FAR)


def proposed(**of: Any) -> dict[int, str]:
    """The open proposals: values by product."""
    rows = Proposal.objects.filter(state="open", **of)
    return dict(rows.values_list("product_id", "value"))
