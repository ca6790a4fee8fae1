"""Everything that decides a training run, in one value."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from lab.training.datasets.catalog_products import CatalogPhoto


@dataclass(frozen=True, slots=True, kw_only=True)
class Towers:
    """The sizes of the model; `vocabulary` is a number of BPE merges."""

    image_model: str = "mobilenetv4_conv_small"
    image_size: int = 160
    embed_dim: int = 256
    text_width: int = 192
    text_layers: int = 3
    text_heads: int = 4
    context_length: int = 32
    vocabulary: int = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlan:
    """A run ends after `epochs`, or after `minutes` if that comes first.

    Only a run on a CPU without `minutes` is repeated exactly by its seed: with a time limit
    the learning rate follows the clock. `first_size` is the picture size of the first
    `first_share` of the picture stage: smaller pictures train faster and lose nothing by the
    end. The shares of the stages (schedule.py) are of the whole run; what they leave is for
    both towers together.
    """

    output: Path
    scratch: Path
    start_from: Path | None = None
    """A folder with a model that is trained further; else the weights are random."""
    all_stages: bool = False
    """A model that is trained further goes through all stages again, not only the last one."""
    words_only: bool = False
    """Of a model that is trained further the text tower alone, against its pictures as they are."""
    average: bool = False
    """With `all_stages`: pictures at a constant rate, the image tower's weights averaged
    (averaging.py), then words alone.
    """
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
    pairs_per_batch: int = 28
    photos_per_batch: int = 64
    products_per_batch: int = 64
    readings_per_batch: int = 128
    """Pairs of products of the rendered world of which only the words are read (readings.py)."""
    learning_rate: float = 2e-3
    gentle_rate: float = 8e-4
    weight_decay: float = 0.05
    first_size: int = 96
    first_share: float = 0.6
    pictures_share: float = 0.58
    words_share: float = 0.24
    bf16: bool = False
    threads: int = 2
    device: str = "cpu"
    """As torch names it; "cuda" is a GPU."""
    checkpoint_every: int = 200

    def with_batches(self, times: int) -> Self:
        """So many times as much in a step."""
        return replace(
            self,
            pairs_per_batch=times * self.pairs_per_batch,
            photos_per_batch=times * self.photos_per_batch,
            products_per_batch=times * self.products_per_batch,
            readings_per_batch=times * self.readings_per_batch,
        )

    @property
    def preparing(self) -> int:
        """Processes that prepare the steps of a GPU; on a CPU they would take what the step has."""
        return self.threads if self.device == "cuda" else 0

    @property
    def checkpoint(self) -> Path:
        return self.scratch / f"{self.output.name}.checkpoint"
