"""Everything that decides a training run, in one value."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.training.catalog_products import CatalogPhoto

FROM_SCRATCH_RATE: Final = 2e-3
FINE_TUNING_RATE: Final = 2e-4
"""Small enough that a trained model does not first forget what it knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Towers:
    """The sizes of the model; `vocabulary` is a number of BPE merges."""

    image_model: str = "mobilenetv4_conv_small"
    image_size: int = 128
    embed_dim: int = 256
    text_width: int = 192
    text_layers: int = 3
    text_heads: int = 4
    context_length: int = 32
    vocabulary: int = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlan:
    """A run ends after `epochs`, or after `minutes` if that comes first.

    Only a run without `minutes` is repeated exactly by its seed: with a time limit the
    learning rate follows the clock. `first_size` is the picture size of the first
    `first_share` of the run: smaller pictures train faster and lose nothing by the end.
    """

    output: Path
    scratch: Path
    start_from: Path | None = None
    """A folder with a model that is trained further; else the weights are random."""
    photos: Path | None = None
    catalog: Sequence[CatalogPhoto] | None = None
    """None: not to be trained on. An empty one is an error."""
    designs: int = 6400
    held_out_designs: int = 1000
    epochs: int = 20
    minutes: float | None = None
    seed: int = 0
    resume: bool = False
    towers: Towers = Towers()
    pairs_per_batch: int = 40
    photos_per_batch: int = 32
    products_per_batch: int = 64
    learning_rate: float | None = None
    weight_decay: float = 0.05
    first_size: int = 80
    first_share: float = 0.75
    bf16: bool = False
    threads: int = 2
    checkpoint_every: int = 200

    @property
    def highest_learning_rate(self) -> float:
        if self.learning_rate is not None:
            return self.learning_rate
        return FINE_TUNING_RATE if self.start_from else FROM_SCRATCH_RATE

    @property
    def checkpoint(self) -> Path:
        return self.scratch / f"{self.output.name}.checkpoint"
