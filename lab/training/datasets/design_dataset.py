"""The rendered products of a plan."""

from typing import Final

from rich.console import Console

from lab.training.config import TrainingPlan
from lab.training.data.design_pairs import sample_pairs
from lab.training.datasets.dataset import Account, Part
from lab.training.datasets.design_metrics import HeldOutDesigns, designs_of
from lab.training.datasets.design_rendering import (
    TRAINING_SIZES,
    VALIDATION_SIZES,
    VIEWS,
    render_designs,
)
from lab.training.datasets.design_source import DesignSource

HELD_OUT_SEED: Final = 1
"""Apart from the plan's seed: every run is measured on the same products."""


def designs_part(plan: TrainingPlan, console: Console) -> Part | None:
    if plan.designs // 2 < 1:
        return None
    console.print(f"Drawing {plan.designs} products, unless {plan.scratch} has them ...")
    return Part(source=_source(plan), held_out=_held_out(plan), account=_account(plan))


def _source(plan: TrainingPlan) -> DesignSource:
    pairs = sample_pairs(plan.designs // 2, seed=plan.seed, from_held_out=False)
    pixels = render_designs(
        plan.scratch, designs_of(pairs), sizes=TRAINING_SIZES, processes=plan.threads
    )
    return DesignSource(
        pairs=pairs,
        pixels=pixels,
        pairs_per_batch=plan.pairs_per_batch,
        readings_per_batch=plan.readings_per_batch,
        seed=plan.seed,
    )


def _held_out(plan: TrainingPlan) -> HeldOutDesigns:
    pairs = sample_pairs(plan.held_out_designs // 2, seed=HELD_OUT_SEED, from_held_out=True)
    pixels = render_designs(
        plan.scratch, designs_of(pairs), sizes=VALIDATION_SIZES, processes=plan.threads
    )
    return HeldOutDesigns(pairs=pairs, pixels=pixels)


def _account(plan: TrainingPlan) -> Account:
    return Account(
        data=f"{plan.designs:,} rendered products of the demo world, each with a studio picture "
        f"and {VIEWS - 1} shopper photos, and captions from the demo world's grammar. Held out: "
        "every tenth combination of attributes, by a fixed hash.",
        per_batch=f"{2 * plan.pairs_per_batch} rendered products",
        figures=f"Rendered products: {plan.held_out_designs:,}, drawn larger than in training. "
        '"Photo + colour" is the plain sum of the centred vectors.',
        limits="Colours were learned on rendered products: real light may mislead it.",
    )
