"""Vectors of all pictures of a run that no longer change: of a frozen tower, or from teachers."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lab.training.datasets.training_data import Rows
from lab.training.objective.batch_losses import ImageFeatures


@dataclass(frozen=True, slots=True, eq=False)
class FrozenFeatures:
    vectors: Sequence[Tensor]
    """A vector of each picture of each source."""

    def image_features(self, rows: tuple[Rows, Rows]) -> ImageFeatures:
        return ImageFeatures(self._view(rows[0]), self._view(rows[1]))

    def _view(self, rows: Rows) -> Tensor:
        by_source = zip(self.vectors, rows, strict=True)
        return torch.cat([vectors[list(some)] for vectors, some in by_source])
