"""A few hundred rendered products, really encoded: what the synthetic ones are like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.embedding.description import describe
from catalog.embedding.encoder import Encoder, Vectors
from catalog.pictures.picture import decode_picture
from lab.demo.products import DemoProduct, demo_products
from lab.demo.rendering import rendered_products

DISTINCT: Final = 300
NOISE: Final = 0.5
"""Length of what is added to a unit vector: the outcome has a cosine of 0.89 to it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Templates:
    """`images`, `words` (n, d), of unit length: of `products`, by their place."""

    products: Sequence[DemoProduct]
    images: Vectors
    words: Vectors

    def joint(self, places: Sequence[int], seed: int) -> Vectors:
        """(len(places), 2d): products that differ a little from those at these places."""
        rng = np.random.default_rng(seed)
        chosen = np.asarray(places)
        halves = [_varied(half[chosen], rng) for half in (self.images, self.words)]
        return np.concatenate(halves, axis=1)


def templates(encoder: Encoder, count: int) -> Templates:
    """Raises EncoderError."""
    products = demo_products(min(count, DISTINCT))
    pictures = [decode_picture(data).image for _, data in rendered_products(products)]
    return Templates(
        products=products,
        images=encoder.encode_images(pictures),
        words=encoder.encode_texts([describe(product) for product in products]),
    )


def _varied(vectors: Vectors, rng: np.random.Generator) -> Vectors:
    noise = rng.standard_normal(vectors.shape, dtype=np.float32) * NOISE / vectors.shape[1] ** 0.5
    varied = vectors + noise
    return np.asarray(varied / np.linalg.norm(varied, axis=1, keepdims=True), dtype=np.float32)
