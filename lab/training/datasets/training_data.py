"""Load the datasets that a run is configured for, and put their pictures on its device."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from rich.console import Console
from torch import Tensor

from lab.training.config import TrainingConfig
from lab.training.data.augmentation import augment
from lab.training.data.batches import Mixture
from lab.training.data.picture_store import to_float_batch
from lab.training.datasets.catalog_dataset import catalog_dataset
from lab.training.datasets.dataset import SplitDataset
from lab.training.datasets.design_dataset import design_dataset
from lab.training.datasets.photo_dataset import photo_datasets
from lab.training.errors import NoTrainingData

Rows = Sequence[Sequence[int]]
"""Rows of pictures, a sequence for each source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """The sources of a run, with the pictures of each on the model's device."""

    mixture: Mixture
    pixels: Sequence[Tensor]

    def pictures(self, rows: Rows) -> Tensor:
        """Return the pictures as float (n, 3, size, size) in [0, 1]."""
        by_source = zip(self.pixels, rows, strict=True)
        return torch.cat([to_float_batch(pixels, some) for pixels, some in by_source])

    def augmented(self, views: tuple[Rows, Rows], *, size: int, seed: int) -> Tensor:
        """Return all first pictures, then all second ones, augmented and normalized."""
        generator = torch.Generator(self.pixels[0].device).manual_seed(seed)
        return torch.cat([
            augment(self.pictures(rows), size=size, generator=generator) for rows in views
        ])  # fmt: skip


def load_datasets(config: TrainingConfig, console: Console) -> list[SplitDataset]:
    """Load the configured datasets. Raises TrainingError if there is none or one is too small."""
    # The first dataset determines the length of an epoch.
    loaders = (design_dataset, catalog_dataset)
    datasets = [dataset for load in loaders if (dataset := load(config, console))]
    datasets += photo_datasets(config, console)
    if not datasets:
        raise NoTrainingData
    return datasets


def training_data(config: TrainingConfig, datasets: Sequence[SplitDataset]) -> TrainingData:
    sources = [dataset.source for dataset in datasets]
    return TrainingData(
        mixture=Mixture(sources=sources, seed=config.seed),
        pixels=[torch.from_numpy(source.pixels).to(config.device) for source in sources],
    )
