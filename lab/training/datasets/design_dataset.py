"""The dataset of rendered designs."""

from typing import Final

from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.data.design_pairs import sample_pairs
from lab.training.datasets.dataset import CardNotes, SplitDataset
from lab.training.datasets.design_metrics import HeldOutDesigns, designs_of
from lab.training.datasets.design_rendering import (
    TRAINING_SIZES,
    VALIDATION_SIZES,
    VIEWS,
    render_designs,
)
from lab.training.datasets.design_source import DesignSource

HELD_OUT_SEED: Final = 1
"""Not the run's seed, so that all runs are validated on the same designs."""


def design_dataset(config: TrainingConfig, console: Console) -> SplitDataset | None:
    if config.designs // 2 < 1:
        return None
    console.print(f"Drawing {config.designs} products, unless they are in {config.scratch} ...")
    return SplitDataset(source=_source(config), held_out=_held_out(config), notes=_notes(config))


def _source(config: TrainingConfig) -> DesignSource:
    pairs = sample_pairs(config.designs // 2, seed=config.seed, from_held_out=False)
    pixels = render_designs(
        config.scratch, designs_of(pairs), sizes=TRAINING_SIZES, processes=config.threads
    )
    return DesignSource(
        pairs=pairs,
        pixels=pixels,
        pairs_per_batch=config.pairs_per_batch,
        text_only_pairs_per_batch=config.text_only_pairs_per_batch,
        seed=config.seed,
    )


def _held_out(config: TrainingConfig) -> HeldOutDesigns:
    pairs = sample_pairs(config.held_out_designs // 2, seed=HELD_OUT_SEED, from_held_out=True)
    pixels = render_designs(
        config.scratch, designs_of(pairs), sizes=VALIDATION_SIZES, processes=config.threads
    )
    return HeldOutDesigns(pairs=pairs, pixels=pixels)


RENDERED_COLOURS: Final = "Colours were learned on rendered products: real light may mislead it."
MEASURED_COLOURS: Final = (
    "Colours were learned on rendered products, and on photos as their pixels were measured."
)


def _notes(config: TrainingConfig) -> CardNotes:
    return CardNotes(
        data=f"{config.designs:,} rendered products of the demo world, each with a studio picture "
        f"and {VIEWS - 1} shopper photos, and captions from the demo world's grammar. Held out: "
        "every tenth combination of attributes, by a fixed hash.",
        per_batch=f"{2 * config.pairs_per_batch} rendered products",
        metrics=f"Rendered products: {config.held_out_designs:,}, drawn larger than in training. "
        '"Photo + colour" is the plain sum of the centred vectors.',
        limits=MEASURED_COLOURS if config.recipe else RENDERED_COLOURS,
    )
