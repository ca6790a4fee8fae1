"""The model card: what the model was trained on, how well it does, what it cannot do."""

from collections.abc import Sequence
from typing import Final

from catalog.training.plan import TrainingPlan
from catalog.training.rendering import VIEWS
from catalog.training.validation import Figure

HEAD: Final = """\
# Bundled encoder: a small image and text model for product search

An open_clip model with a {image_model} image tower ({size} px) and a {layers}-layer text tower,
{dim} dimensions. It was trained from random weights by `manage.py train_encoder`, on nothing but
the data below.

## Data

- {designs:,} rendered products of the demo world, each with a studio picture and {shoppers} shopper
  photos, and captions from the demo world's grammar.
{photos}
Held out: every tenth combination of attributes, and every fifth photographer, by a fixed hash.

## Training

{steps:,} steps in {minutes:.0f} minutes on {threads} CPU threads, seed {seed}; {per_batch}
products{photo_share} in a batch. Three stages: pictures ({pictures_share:.0%} of the
time, {first_size} px, then {size} px) told what they show by a learned vector for each concept;
words against finished pictures ({words_share:.0%}); both together. Contrastive loss with several
positives (picture, title, shopper's words, photo + refinement); no hue jitter.

## How well it does

On products and photographers never trained on, measured with the exported half-precision weights.

| | figure | chance |
|---|---|---|
{figures}

Products: {held_out:,}, rendered larger than in training. "Photo + colour" is the plain sum of the
centred vectors. Precision counts the first ten, or as many as there are fitting items, if fewer.

## Limits

- It knows the words and the things of the demo world, and the labels of the photos; other products
  and other words it can only guess at. English only.
- Colours were learned on rendered products: real light may mislead it.
- For a shop with real photos, train it further on your own, or choose a larger encoder
  (`SHOP_ENCODER`).

## Licence

The weights are released under the project's licence. The vocabulary is the beginning
of the one of OpenAI's CLIP (MIT), as open_clip ships it.
"""


def model_card(
    plan: TrainingPlan, figures: Sequence[Figure], *, steps: int, seconds: float, photos: int
) -> str:
    towers = plan.towers
    return HEAD.format(
        image_model=towers.image_model, size=towers.image_size, layers=towers.text_layers,
        dim=towers.embed_dim, designs=plan.designs, shoppers=VIEWS - 1, photos=_photos(photos),
        steps=steps, minutes=seconds / 60, threads=plan.threads, seed=plan.seed,
        per_batch=2 * plan.pairs_per_batch, first_size=plan.first_size,
        photo_share=f" and {plan.photos_per_batch} real photo pairs" if photos else "",
        figures="\n".join(_row(figure) for figure in figures),
        held_out=plan.held_out_designs, pictures_share=plan.pictures_share,
        words_share=plan.words_share,
    )  # fmt: skip


def _row(figure: Figure) -> str:
    return f"| {figure.name} | {figure.value:.3f} | {figure.chance:.3f} |"


def _photos(count: int) -> str:
    return f"- {count:,} labelled photos of real products.\n" if count else ""
