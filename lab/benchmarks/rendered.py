"""The rendered world's own vectors: shoppers' photos and words ask for products of a catalog."""

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
from lab.benchmarks.vectors import CLUSTERS, Floats, Vectors
from lab.demo.products import demo_products
from lab.demo.rendering import rendered_products, shopper_jpegs
from lab.demo.shopper_queries import shopper_query
from lab.demo.world import KINDS, Design

ASKED: Final = 2
"""The seed of what is asked for; another than the catalog's."""

DECODED: Final = 256
"""Pictures in memory at once."""


@dataclass(frozen=True, slots=True)
class RenderedWorld:
    """Its clusters are the kinds of things. Its methods raise EncoderError."""

    encoder: Encoder

    def products(self, count: int) -> Vectors:
        products = demo_products(count)
        return Vectors(
            images=self._seen(data for _, data in rendered_products(products)),
            words=self.encoder.encode_texts([describe(product) for product in products]),
            clusters=_clusters([product.design for product in products]),
        )

    def queries(self, count: int) -> Vectors:
        designs = [product.design for product in demo_products(count, seed=ASKED)]
        rng = random.Random(ASKED)  # noqa: S311 - nothing secret
        return Vectors(
            images=self._seen(shopper_jpegs(designs, seed=ASKED)),
            words=self.encoder.encode_texts([shopper_query(design, rng) for design in designs]),
            clusters=_clusters(designs),
        )

    def _seen(self, jpegs: Iterable[bytes]) -> Floats:
        side, parts = self.encoder.image_size, []
        pictures = (decode_for_encoder(data, image_size=side) for data in jpegs)
        while some := list(islice(pictures, DECODED)):
            parts.append(self.encoder.encode_images(some))
        return np.concatenate(parts)


def _clusters(designs: Sequence[Design]) -> NDArray[np.int64]:
    """Kinds in their order, which has alike ones beside each other, so that a brand has those."""
    places = {kind: place for place, kind in enumerate(KINDS)}
    return np.array([places[design.kind] * CLUSTERS // len(KINDS) for design in designs])
