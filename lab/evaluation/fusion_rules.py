"""Common rules that fuse photo and text, as baselines for the shop's search.

All vectors have unit length. `images` and `words` (n, d) are the vectors of the products' photos
and descriptions, `photo` and `text` those of one query (d,) or m queries (m, d). Scores have the
shape (n,) or (m, n).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RECIPROCAL_RANK_CONSTANT: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProductVectors:
    ids: tuple[str, ...]
    images: Floats
    words: Floats

    def by_photo(self, photo: Floats) -> Floats:
        return np.asarray(photo @ self.images.T)

    def by_words(self, text: Floats) -> Floats:
        """Return the mean of the text's similarities to a product's photo and description."""
        return np.asarray((text @ self.images.T + text @ self.words.T) / 2, dtype=np.float32)


Rule = Callable[[ProductVectors, Floats, Floats], Floats]


def photo_only(products: ProductVectors, photo: Floats, _text: Floats) -> Floats:
    return products.by_photo(photo)


def words_only(products: ProductVectors, _photo: Floats, text: Floats) -> Floats:
    return products.by_words(text)


def plain_sum(products: ProductVectors, photo: Floats, text: Floats) -> Floats:
    return np.asarray(products.by_photo(photo) + products.by_words(text))


def product(products: ProductVectors, photo: Floats, text: Floats) -> Floats:
    """Multiply the similarities, so that both must be high, as BASIC does (i-CIR 2025)."""
    return np.asarray(products.by_photo(photo).clip(0) * products.by_words(text).clip(0))


def reciprocal_rank_fusion(products: ProductVectors, photo: Floats, text: Floats) -> Floats:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009), with their constant of 60."""
    ranks = np.stack([_ranks(products.by_photo(photo)), _ranks(products.by_words(text))])
    return np.asarray((1 / (RECIPROCAL_RANK_CONSTANT + ranks)).sum(axis=0), dtype=np.float32)


def slerp(products: ProductVectors, photo: Floats, text: Floats) -> Floats:
    """Compare the spherical midpoint of photo and text (Jang et al. 2024) with the photos."""
    angle = np.arccos(np.clip((photo * text).sum(axis=-1, keepdims=True), -1, 1))
    midpoint = np.sin(angle / 2) * (photo + text) / np.maximum(np.sin(angle), 1e-6)
    return products.by_photo(np.asarray(midpoint, dtype=np.float32))


RULES: Final[Mapping[str, Rule]] = {
    "photo only": photo_only,
    "words only": words_only,
    "plain sum": plain_sum,
    "product": product,
    "RRF": reciprocal_rank_fusion,
    "slerp": slerp,
}


def top_products(products: ProductVectors, scores: Floats, *, depth: int) -> tuple[str, ...]:
    """Return the ids of the `depth` products with the highest `scores` (n,), best first."""
    order = np.argsort(-scores, kind="stable")[:depth]
    return tuple(products.ids[row] for row in order)


def _ranks(scores: Floats) -> NDArray[np.intp]:
    """Return the rank of each score, 1 for the highest."""
    return np.argsort(np.argsort(-scores, kind="stable")) + 1
