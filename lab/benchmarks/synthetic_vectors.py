"""Synthetic joint vectors with the structure of real ones: clusters and a modality gap.

Products scatter around cluster centres in a low-dimensional latent space, like products of a kind.
Photo and description vectors are two linear projections of that space, each with its own offset:
the modality gap of CLIP models (Liang et al. 2022).
"""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LATENT: Final = 48
"""Dimension of the latent space."""
CLUSTERS: Final = 400
WITHIN: Final = 0.6
"""Standard deviation of products around their cluster's centre; that of the centres is 1."""
NOISE: Final = 0.35
"""Standard deviation of a product's noise in one modality."""
GAP: Final = 0.8
"""Standard deviation of a modality's offset."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairedVectors:
    """Unit vectors `images` and `words` (n, d), and the cluster of each product (n,)."""

    images: Floats
    words: Floats
    clusters: NDArray[np.int64]

    @property
    def joint(self) -> Floats:
        """Joint vectors (n, 2d), rounded to half precision as in Postgres."""
        both = np.concatenate([self.images, self.words], axis=1)
        return both.astype(np.float16).astype(np.float32)


class VectorSource(Protocol):
    """A source of vectors. The same count always gives the same products and queries."""

    def products(self, count: int) -> PairedVectors: ...

    def queries(self, count: int) -> PairedVectors:
        """Return query photos like those of some products, each with a text that fits it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ClusteredSpace:
    """A VectorSource of Gaussian clusters; `dimension` is that of a photo or text vector."""

    dimension: int
    seed: int = 0

    def products(self, count: int) -> PairedVectors:
        rng = np.random.default_rng([self.seed, 1])
        clusters = rng.integers(CLUSTERS, size=count)
        return self._views(self._around(clusters, rng), clusters, rng)

    def queries(self, count: int) -> PairedVectors:
        rng = np.random.default_rng([self.seed, 2])
        clusters = rng.integers(CLUSTERS, size=count)
        return self._views(self._around(clusters, rng), clusters, rng)

    def _around(self, clusters: NDArray[np.int64], rng: np.random.Generator) -> Floats:
        centres = _normal(np.random.default_rng([self.seed, 0]), (CLUSTERS, LATENT))
        return centres[clusters] + WITHIN * _normal(rng, (len(clusters), LATENT))

    def _views(
        self, latent: Floats, clusters: NDArray[np.int64], rng: np.random.Generator
    ) -> PairedVectors:
        return PairedVectors(
            images=self._view(latent, 3, rng), words=self._view(latent, 4, rng), clusters=clusters
        )

    def _view(self, latent: Floats, modality: int, rng: np.random.Generator) -> Floats:
        modality_rng = np.random.default_rng([self.seed, modality])
        mapping, offset = (
            _normal(modality_rng, (LATENT, self.dimension)),
            _normal(modality_rng, (self.dimension,)),
        )
        noise = _normal(rng, (len(latent), self.dimension))
        view = latent @ mapping / LATENT**0.5 + GAP * offset + NOISE * noise
        return np.asarray(view / np.linalg.norm(view, axis=1, keepdims=True), dtype=np.float32)


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return rng.standard_normal(shape, dtype=np.float32)
