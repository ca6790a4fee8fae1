"""Segmentation of a map into basins: the parts that belong to one peak each (a watershed)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float32]  # (rows, columns)
Labels = NDArray[np.intp]  # (rows, columns); 0 is no basin
Pair = tuple[int, int]  # two labels, the smaller one first


@dataclass(frozen=True, slots=True, eq=False)
class Basins:
    labels: Labels
    peaks: Mapping[int, float]  # the highest value of each basin
    saddles: Mapping[Pair, float]  # the highest value on the border of two neighbours


def find_basins(heights: Map, *, floor: float, min_depth: float) -> Basins:
    """Divide the places of at least `floor` among the peaks of `heights`.

    Basins are merged where the way between their peaks descends less than `min_depth` from the
    lower one. Takes time in proportion to the map's size.
    """
    flood = _Flood(heights, min_depth)
    for place in np.argsort(-heights, axis=None, kind="stable"):
        row, column = divmod(int(place), heights.shape[1])
        if heights[row, column] < floor:
            break
        flood.reach(row, column)
    labels = flood.merged_labels()
    present = [int(label) for label in np.unique(labels) if label]
    return Basins(labels, {each: flood.peaks[each] for each in present}, _saddles(labels, heights))


class _Flood:
    """Reaches places from the highest to the lowest, and gives each the label of a neighbour."""

    def __init__(self, heights: Map, min_depth: float) -> None:
        self._heights, self._min_depth = heights, min_depth
        # A border of zeros, so that every place has four neighbours.
        self._labels = np.zeros((heights.shape[0] + 2, heights.shape[1] + 2), dtype=np.intp)
        self._merged_into = [0]
        self.peaks = [np.inf]

    def reach(self, row: int, column: int) -> None:
        height = float(self._heights[row, column])
        basins = {self._root(label) for label in self._neighbours(row, column) if label}
        label = max(basins, key=self.peaks.__getitem__) if basins else self._new(height)
        self._labels[row + 1, column + 1] = label
        for other in basins - {label}:
            if self.peaks[other] - height < self._min_depth:
                self._merged_into[other] = label

    def merged_labels(self) -> Labels:
        roots = np.array([self._root(label) for label in range(len(self._merged_into))])
        return roots[self._labels[1:-1, 1:-1]]

    def _new(self, height: float) -> int:
        self._merged_into.append(len(self._merged_into))
        self.peaks.append(height)
        return len(self.peaks) - 1

    def _root(self, label: int) -> int:
        while self._merged_into[label] != label:
            label = self._merged_into[label]
        return label

    def _neighbours(self, row: int, column: int) -> Iterator[int]:
        for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            yield int(self._labels[row + 1 + down, column + 1 + right])


def _saddles(labels: Labels, heights: Map) -> dict[Pair, float]:
    saddles: dict[Pair, float] = {}
    for before, after in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
        ones, others = labels[before], labels[after]
        borders = (ones != others) & (ones > 0) & (others > 0)
        levels = np.minimum(heights[before], heights[after])[borders]
        for one, other, level in zip(ones[borders], others[borders], levels, strict=True):
            pair = (int(min(one, other)), int(max(one, other)))
            saddles[pair] = max(saddles.get(pair, -np.inf), float(level))
    return saddles
