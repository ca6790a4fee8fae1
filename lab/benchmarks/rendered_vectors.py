"""Vectors of demo products, and of shoppers' photos and texts as queries."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from catalog.embedding.description import describe
from catalog.embedding.encoder import Encoder
from catalog.pictures.picture import decode_for_encoder
from lab.benchmarks.synthetic_vectors import CLUSTERS, Floats, PairedVectors
from lab.demo.products import demo_products
from lab.demo.rendering import rendered_products, shopper_jpegs
from lab.demo.shopper_queries import shopper_query
from lab.demo.world import KINDS, Design

QUERY_SEED: Final = 2
"""Differs from the default seed of the demo products."""

BATCH: Final = 256
"""Decoded pictures in memory at once."""


@dataclass(frozen=True, slots=True)
class RenderedWorld:
    """A VectorSource of demo products, clustered by kind. Its methods raise EncoderError."""

    encoder: Encoder

    def products(self, count: int) -> PairedVectors:
        products = demo_products(count)
        return PairedVectors(
            images=self._embed(data for _, data in rendered_products(products)),
            words=self.encoder.encode_texts([describe(product) for product in products]),
            clusters=_clusters([product.design for product in products]),
        )

    def queries(self, count: int) -> PairedVectors:
        designs = [product.design for product in demo_products(count, seed=QUERY_SEED)]
        rng = random.Random(QUERY_SEED)  # noqa: S311 - nothing secret
        return PairedVectors(
            images=self._embed(shopper_jpegs(designs, seed=QUERY_SEED)),
            words=self.encoder.encode_texts([shopper_query(design, rng) for design in designs]),
            clusters=_clusters(designs),
        )

    def _embed(self, jpegs: Iterable[bytes]) -> Floats:
        image_size, parts = self.encoder.image_size, []
        pictures = (decode_for_encoder(data, image_size=image_size) for data in jpegs)
        while batch := list(islice(pictures, BATCH)):
            parts.append(self.encoder.encode_images(batch))
        return np.concatenate(parts)


def _clusters(designs: Sequence[Design]) -> NDArray[np.int64]:
    """Number clusters in the order of KINDS, so that catalog_of() gives similar kinds one brand."""
    numbers = {kind: number for number, kind in enumerate(KINDS)}
    return np.array([numbers[design.kind] * CLUSTERS // len(KINDS) for design in designs])
