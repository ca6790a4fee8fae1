"""Synthetic joint vectors that lie as real ones do: in clusters, two modalities apart.

Products lie around the centres of clusters in a space of few dimensions, as products of a kind do.
Photos and descriptions are two linear views of it, each with its own offset: the modality gap of
CLIP models (Liang et al. 2022).
"""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LATENT: Final = 48
CLUSTERS: Final = 400
WITHIN: Final = 0.6
"""How far products of a cluster lie from its centre; centres lie about 1 from each other."""
NOISE: Final = 0.35
GAP: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vectors:
    """`images`, `words` (n, d): unit length. `clusters` (n,): where each product belongs."""

    images: Floats
    words: Floats
    clusters: NDArray[np.int64]

    @property
    def joint(self) -> Floats:
        """(n, 2d) as Postgres keeps it: rounded to half precision."""
        both = np.concatenate([self.images, self.words], axis=1)
        return both.astype(np.float16).astype(np.float32)


class VectorSource(Protocol):
    """The same number gives the same products, or the same queries."""

    def products(self, count: int) -> Vectors: ...

    def queries(self, count: int) -> Vectors:
        """A photo near some product, and words for something near that photo."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Space:
    """The same seed and number give the same products."""

    dimension: int
    seed: int = 0

    def products(self, count: int) -> Vectors:
        rng = np.random.default_rng([self.seed, 1])
        clusters = rng.integers(CLUSTERS, size=count)
        return self._seen(self._around(clusters, rng), clusters, rng)

    def queries(self, count: int) -> Vectors:
        """A photo near some product, and words for something near that photo."""
        rng = np.random.default_rng([self.seed, 2])
        clusters = rng.integers(CLUSTERS, size=count)
        return self._seen(self._around(clusters, rng), clusters, rng)

    def _around(self, clusters: NDArray[np.int64], rng: np.random.Generator) -> Floats:
        centres = _normal(np.random.default_rng([self.seed, 0]), (CLUSTERS, LATENT))
        return centres[clusters] + WITHIN * _normal(rng, (len(clusters), LATENT))

    def _seen(
        self, latent: Floats, clusters: NDArray[np.int64], rng: np.random.Generator
    ) -> Vectors:
        return Vectors(
            images=self._view(latent, 3, rng), words=self._view(latent, 4, rng), clusters=clusters
        )

    def _view(self, latent: Floats, modality: int, rng: np.random.Generator) -> Floats:
        own = np.random.default_rng([self.seed, modality])
        mapping, offset = _normal(own, (LATENT, self.dimension)), _normal(own, (self.dimension,))
        noise = _normal(rng, (len(latent), self.dimension))
        seen = latent @ mapping / LATENT**0.5 + GAP * offset + NOISE * noise
        return np.asarray(seen / np.linalg.norm(seen, axis=1, keepdims=True), dtype=np.float32)


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return rng.standard_normal(shape, dtype=np.float32)
