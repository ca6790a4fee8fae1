"""The model card: what the model was trained on, how well it does, what it cannot do."""

from collections.abc import Iterable, Sequence
from typing import Final

from lab.training.checkpoint import Run
from lab.training.config import TrainingPlan
from lab.training.datasets.dataset import Account
from lab.training.validation import Figure

HEAD: Final = """\
# A small image and text model for product search

An open_clip model with a {image_model} image tower ({size} px) and a {layers}-layer text tower,
{dim} dimensions. `manage.py train_encoder` trained it from {start}, on nothing but the data below.

## Data

{data}

## Training

{steps:,} steps in {minutes:.0f} minutes on {device}, seed {seed}, highest learning
rate {rate:g}; {per_batch} in a batch. {stages}
Contrastive loss with several positives (two pictures of a product, title, shopper's words, photo +
refinement); no hue jitter.

## How well it does

On data never trained on, measured with the exported half-precision weights.

| | figure | chance |
|---|---|---|
{figures}

{about_figures}

## Limits

- It knows the things and words of this data{and_start}; others it can only guess at.
{limits}

## Licence

{licence} The vocabulary is the beginning of the one of OpenAI's CLIP (MIT), as open_clip ships it.
"""

OWN_LICENCE: Final = "The weights are released under the project's licence."
NO_LICENCE: Final = (
    "The weights were made from the data above: who holds its rights says who may use them."
)


def model_card(
    plan: TrainingPlan, figures: Sequence[Figure], run: Run, accounts: Sequence[Account]
) -> str:
    towers = plan.towers
    return HEAD.format(
        image_model=towers.image_model, size=towers.image_size, layers=towers.text_layers,
        dim=towers.embed_dim, start=_start(plan), data=_listed(one.data for one in accounts),
        steps=run.step, minutes=run.seconds / 60, device=_device(plan), seed=plan.seed,
        rate=plan.gentle_rate if _is_of_both(plan) else plan.learning_rate, stages=_stages(plan),
        per_batch=" and ".join(one.per_batch for one in accounts),
        figures="\n".join(_row(figure) for figure in figures),
        about_figures=_listed(one.figures for one in accounts),
        and_start=" and of the model it started from" if plan.start_from else "",
        limits=_listed(one.limits for one in accounts),
        licence=NO_LICENCE if plan.catalog else OWN_LICENCE,
    )  # fmt: skip


def _start(plan: TrainingPlan) -> str:
    return f'the model "{plan.start_from.name}"' if plan.start_from else "random weights"


def _device(plan: TrainingPlan) -> str:
    return "a GPU" if plan.device == "cuda" else f"{plan.threads} CPU threads"


def _is_of_both(plan: TrainingPlan) -> bool:
    return not (plan.pictures_share or plan.words_share)


def _stages(plan: TrainingPlan) -> str:
    size = plan.towers.image_size
    if _is_of_both(plan):
        return f"Pictures ({size} px) and words together."
    if not plan.pictures_share:
        return f"Words alone, against finished pictures ({size} px)."
    if plan.average:
        return (
            f"Two stages: pictures ({plan.pictures_share:.0%} of the time, {size} px) at a "
            f"constant rate of {plan.gentle_rate:g}, the image tower's weights averaged over it; "
            f"words against finished pictures ({plan.words_share:.0%})."
        )
    return (
        f"Three stages: pictures ({plan.pictures_share:.0%} of the time, {plan.first_size} px, "
        f"then {size} px) told what they show by a learned vector for each concept; words against "
        f"finished pictures ({plan.words_share:.0%}); both together."
    )


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _row(figure: Figure) -> str:
    return f"| {figure.name} | {figure.value:.3f} | {figure.chance:.3f} |"
