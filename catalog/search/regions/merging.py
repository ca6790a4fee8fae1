"""Merging of neighbouring basins that show one object."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from catalog.embedding.encoder import Vectors
from catalog.search.regions.basins import Basins, Labels, Map, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRule:
    """Basins are merged while two neighbours have at least this affinity."""

    min_affinity: float
    vector_weight: float
    """Share of the cosine of their vectors, 0 to 1. The rest is the saddle's height, as a share of
    the lower peak."""


@dataclass(slots=True, eq=False)
class Merging:
    """Basins with the sum of their cells' vectors, while they are being merged."""

    labels: Labels
    peaks: dict[int, float]
    saddles: dict[Pair, float]
    vectors: dict[int, Vectors] = field(default_factory=dict)

    @classmethod
    def start(cls, basins: Basins, heights: Map, vectors: Vectors) -> Self:
        """`vectors` (rows, columns, dimension), which may be a coarser map, weigh by height."""
        sums = {}
        for label in basins.peaks:
            weights = np.where(basins.labels == label, heights, 0)
            sums[label] = np.tensordot(_summed(weights, vectors.shape), vectors, axes=2)
        return cls(basins.labels.copy(), dict(basins.peaks), dict(basins.saddles), sums)

    def merge_all(self, rule: MergeRule) -> None:
        """Merge the two neighbours of the highest affinity, again and again."""
        while self.saddles:
            pair = max(self.saddles, key=lambda pair: self._affinity(pair, rule))
            if self._affinity(pair, rule) < rule.min_affinity:
                return
            self._merge(*pair)

    def _affinity(self, pair: Pair, rule: MergeRule) -> float:
        one, other = (self.vectors[label] for label in pair)
        lengths = max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
        valley = self.saddles[pair] / min(self.peaks[label] for label in pair)
        cosine = float(one @ other) / lengths
        return rule.vector_weight * cosine + (1 - rule.vector_weight) * valley

    def _merge(self, kept: int, merged: int) -> None:
        self.labels[self.labels == merged] = kept
        self.peaks[kept] = max(self.peaks[kept], self.peaks.pop(merged))
        self.vectors[kept] = self.vectors[kept] + self.vectors.pop(merged)
        saddles: dict[Pair, float] = {}
        for pair, level in self.saddles.items():
            one, other = sorted(kept if label == merged else label for label in pair)
            if one != other:
                saddles[one, other] = max(saddles.get((one, other), -np.inf), level)
        self.saddles = saddles


def _summed(weights: Map, shape: tuple[int, ...]) -> Map:
    """The sums over the blocks of places that are one place of a map of this shape."""
    rows, columns = shape[0], shape[1]
    height, width = weights.shape[0] // rows, weights.shape[1] // columns
    summed: Map = weights.reshape(rows, height, columns, width).sum(axis=(1, 3))
    return summed
