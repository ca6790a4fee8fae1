"""The configuration of a training run."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from lab.training.datasets.catalog_products import CatalogPhoto
from lab.training.model.model_config import ModelConfig
from lab.training.pretrained.recipe import MODEL, Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """The options of a run, which ends after `epochs` or `minutes`, whichever comes first.

    A seed reproduces a run exactly only on a CPU and without `minutes`: with a time limit, the
    learning rate follows the clock. `image_stage_share` and `text_stage_share` are shares of the
    whole run, and the joint stage is the rest of it (schedule.py).
    """

    output: Path
    scratch: Path
    start_from: Path | None = None
    """A folder with a model to train further. Without it, the weights are random."""
    all_stages: bool = False
    """Train the model of `start_from` in all stages, not in the joint stage alone."""
    words_only: bool = False
    """Train only the text tower of the model of `start_from`; its image tower is frozen."""
    average: bool = False
    """Train pictures at a constant learning rate and average the weights (averaging.py), then train
    words. Needs `all_stages`.
    """
    recipe: Recipe | None = None
    """How to train a model that starts from pretrained weights; excludes `start_from`."""
    photos: Sequence[Path] = ()
    """Folders of labelled photos, which share `photos_per_batch` evenly."""
    catalog: Sequence[CatalogPhoto] | None = None
    """The photos of a shop, or None to train without a catalog. An empty catalog is an error."""
    designs: int = 6400
    held_out_designs: int = 1000
    epochs: int = 20
    minutes: float | None = None
    seed: int = 0
    resume: bool = False
    model: ModelConfig = field(default_factory=ModelConfig)
    pairs_per_batch: int = 28
    photos_per_batch: int = 64
    products_per_batch: int = 64
    text_only_pairs_per_batch: int = 128
    """Pairs of products that have texts but no pictures (data/text_only.py)."""
    text_stage_batch_factor: int = 4
    """How much larger batches of the text stage are, which embeds no pictures."""
    learning_rate: float = 2e-3
    """The highest learning rate of the image stage and of the text stage."""
    text_learning_rate: float | None = None
    """The highest learning rate of the text stage, if it is another."""
    joint_learning_rate: float = 8e-4
    """The highest learning rate of the joint stage. With `average`, which has no joint stage, the
    constant one of the image stage.
    """
    weight_decay: float = 0.05
    initial_image_size: int = 96
    """Size of pictures in pixels, in the first `initial_size_share` of the image stage. Small
    pictures train faster, and the final model is as good.
    """
    initial_size_share: float = 0.6
    image_stage_share: float = 0.58
    text_stage_share: float = 0.24
    bf16: bool = False
    threads: int = 2
    device: str = "cpu"
    """A torch device, "cpu" or "cuda"."""
    checkpoint_every: int = 200
    """Number of steps from one checkpoint to the next."""

    def with_scaled_batches(self, factor: int) -> Self:
        return replace(
            self,
            pairs_per_batch=factor * self.pairs_per_batch,
            photos_per_batch=factor * self.photos_per_batch,
            products_per_batch=factor * self.products_per_batch,
            text_only_pairs_per_batch=factor * self.text_only_pairs_per_batch,
        )

    def with_recipe(self, recipe: Recipe) -> Self:
        """Return the configuration with the sizes, rates and stages that suit the recipe."""
        return replace(
            self,
            recipe=recipe,
            model=MODEL,
            pairs_per_batch=16,
            photos_per_batch=32,
            text_only_pairs_per_batch=24,
            text_stage_batch_factor=2,
            learning_rate=3e-4,
            text_learning_rate=1e-3,
            weight_decay=0.02,
            initial_size_share=0.0,
            image_stage_share=0.75,
            text_stage_share=0.25,
            # Each checkpoint is validated, which takes a minute or two.
            checkpoint_every=500,
        )

    def step_seed(self, step: int) -> int:
        """Return the seed of the random numbers of a step, so that a resumed run repeats it."""
        return self.seed * 1_000_003 + step

    @property
    def num_workers(self) -> int:
        """Number of processes that prepare batches: none for a CPU, which they would slow down."""
        return self.threads if self.device == "cuda" else 0

    @property
    def checkpoint(self) -> Path:
        return self.scratch / f"{self.output.name}.checkpoint"
