"""A few hundred rendered and encoded products: synthetic products are variations of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.embedding.description import describe
from catalog.embedding.encoder import Encoder, Vectors
from catalog.pictures.picture import decode_picture
from lab.demo.products import DemoProduct, demo_products
from lab.demo.rendering import rendered_products

MAX_TEMPLATES: Final = 300
NOISE: Final = 0.5
"""Length of the noise added to a unit vector. Its cosine with the result is 0.89."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProductTemplates:
    """Unit vectors `images` and `words` (n, d) of the n `products`."""

    products: Sequence[DemoProduct]
    images: Vectors
    words: Vectors

    def joint(self, indices: Sequence[int], seed: int) -> Vectors:
        """Return joint vectors (len(indices), 2d) of variations of the products at `indices`."""
        rng = np.random.default_rng(seed)
        rows = np.asarray(indices)
        halves = [_vary(half[rows], rng) for half in (self.images, self.words)]
        return np.concatenate(halves, axis=1)


def load_templates(encoder: Encoder, count: int) -> ProductTemplates:
    """Render and encode `count` demo products, at most MAX_TEMPLATES. Raises EncoderError."""
    products = demo_products(min(count, MAX_TEMPLATES))
    pictures = [decode_picture(data).image for _, data in rendered_products(products)]
    return ProductTemplates(
        products=products,
        images=encoder.encode_images(pictures),
        words=encoder.encode_texts([describe(product) for product in products]),
    )


def _vary(vectors: Vectors, rng: np.random.Generator) -> Vectors:
    noise = rng.standard_normal(vectors.shape, dtype=np.float32) * NOISE / vectors.shape[1] ** 0.5
    varied = vectors + noise
    return np.asarray(varied / np.linalg.norm(varied, axis=1, keepdims=True), dtype=np.float32)
