"""The usual ways to fuse photo and words, to compare ours with.

All of them see the same vectors, all of unit length: `images` and `words` (n, d) hold the products'
photos and descriptions, `photo` and `text` (d,) the query, or (m, d) m of them at once. Scores are
of shape (n,), or (m, n).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RECIPROCAL_RANK_CONSTANT: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalogue:
    ids: tuple[str, ...]
    images: Floats
    words: Floats

    def by_photo(self, photo: Floats) -> Floats:
        return np.asarray(photo @ self.images.T)

    def by_words(self, text: Floats) -> Floats:
        """Against photos and descriptions alike."""
        return np.asarray((text @ self.images.T + text @ self.words.T) / 2, dtype=np.float32)


Rule = Callable[[Catalogue, Floats, Floats], Floats]


def photo_only(catalogue: Catalogue, photo: Floats, _text: Floats) -> Floats:
    return catalogue.by_photo(photo)


def words_only(catalogue: Catalogue, _photo: Floats, text: Floats) -> Floats:
    return catalogue.by_words(text)


def plain_sum(catalogue: Catalogue, photo: Floats, text: Floats) -> Floats:
    return np.asarray(catalogue.by_photo(photo) + catalogue.by_words(text))


def product(catalogue: Catalogue, photo: Floats, text: Floats) -> Floats:
    """Both must agree (BASIC, i-CIR 2025, without its preparations)."""
    return np.asarray(catalogue.by_photo(photo).clip(0) * catalogue.by_words(text).clip(0))


def reciprocal_rank_fusion(catalogue: Catalogue, photo: Floats, text: Floats) -> Floats:
    """Cormack, Clarke, Büttcher 2009, with their constant of 60."""
    places = np.stack([_places(catalogue.by_photo(photo)), _places(catalogue.by_words(text))])
    return np.asarray((1 / (RECIPROCAL_RANK_CONSTANT + places)).sum(axis=0), dtype=np.float32)


def slerp(catalogue: Catalogue, photo: Floats, text: Floats) -> Floats:
    """Half way on the great circle from words to photo (Jang et al. 2024), against photos."""
    angle = np.arccos(np.clip((photo * text).sum(axis=-1, keepdims=True), -1, 1))
    both = np.sin(angle / 2) * (photo + text) / np.maximum(np.sin(angle), 1e-6)
    return catalogue.by_photo(np.asarray(both, dtype=np.float32))


RULES: Final[Mapping[str, Rule]] = {
    "photo only": photo_only,
    "words only": words_only,
    "plain sum": plain_sum,
    "product": product,
    "RRF": reciprocal_rank_fusion,
    "slerp": slerp,
}


def best_first(catalogue: Catalogue, scores: Floats, *, depth: int) -> tuple[str, ...]:
    """`scores` (n,): of one query."""
    order = np.argsort(-scores, kind="stable")[:depth]
    return tuple(catalogue.ids[place] for place in order)


def _places(scores: Floats) -> NDArray[np.intp]:
    """1 for the best."""
    return np.argsort(np.argsort(-scores, kind="stable")) + 1
