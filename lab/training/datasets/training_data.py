"""The pictures of a plan, on disk, and the mix of examples that is trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from rich.console import Console
from torch import Tensor

from lab.training.config import TrainingPlan
from lab.training.data.batches import Mix
from lab.training.data.picture_store import batch_of
from lab.training.datasets.catalog_dataset import catalog_part
from lab.training.datasets.dataset import Part
from lab.training.datasets.design_dataset import designs_part
from lab.training.datasets.photo_dataset import photos_part
from lab.training.errors import NothingToTrainOn

Rows = Sequence[Sequence[int]]
"""Of pictures, source by source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """`pixels` are each source's, where the model is."""

    mix: Mix
    pixels: Sequence[Tensor]

    def pictures(self, rows: Rows) -> Tensor:
        """Float (n, 3, size, size) in 0 to 1."""
        shown = zip(self.pixels, rows, strict=True)
        return torch.cat([batch_of(pixels, some) for pixels, some in shown])


def parts_of(plan: TrainingPlan, console: Console) -> list[Part]:
    """Raises TrainingError where a part that was asked for has nothing, or none was."""
    # An epoch is once through the first of them.
    kinds = (designs_part, catalog_part, photos_part)
    parts = [part for kind in kinds if (part := kind(plan, console))]
    if not parts:
        raise NothingToTrainOn
    return parts


def training_data(plan: TrainingPlan, parts: Sequence[Part]) -> TrainingData:
    sources = [part.source for part in parts]
    return TrainingData(
        mix=Mix(sources=sources, seed=plan.seed),
        pixels=[torch.from_numpy(source.pixels).to(plan.device) for source in sources],
    )
