"""Everything that a run learns from pretrained models, and the model that it starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
from open_clip.model import CLIP
from rich.console import Console
from torch import Tensor, nn
from torch.nn import functional

from lab.training.config import TrainingConfig
from lab.training.data.source import Source
from lab.training.frozen_features import FrozenFeatures
from lab.training.model.tokenizer import Tokenizer
from lab.training.model.towers import build_model
from lab.training.objective.label_sets import LabelSets
from lab.training.pretrained.anchors import anchors
from lab.training.pretrained.coloured_photos import ColouredPhotos, coloured_photos
from lab.training.pretrained.efficientnet import EfficientNet
from lab.training.pretrained.minilm import load_minilm
from lab.training.pretrained.picture_targets import (
    label_means,
    label_sets,
    picture_targets,
)
from lab.training.pretrained.recipe import FROZEN_BLOCKS, Recipe
from lab.training.pretrained.regression import LinearMap
from lab.training.pretrained.teachers import load_student
from lab.training.pretrained.token_embeddings import BpeVocabulary, token_embeddings
from lab.training.pretrained.word_targets import (
    RememberingTeacher,
    WordTargets,
    composed_wordings,
    word_targets,
)
from lab.training.words import product_terms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distillation:
    recipe: Recipe
    labels: LabelSets
    networks: LinearMap
    """From the original features of a picture to what the networks add to its target."""
    others: FrozenFeatures
    """What else the targets of all pictures consist of."""
    words: WordTargets
    coloured_photos: ColouredPhotos
    prototypes: Tensor
    """Vectors (labels, d) from which those of `labels` start."""
    projection: LinearMap
    token_embeddings: Tensor


def distillation(
    config: TrainingConfig, sources: Sequence[Source], tokenizer: Tokenizer, console: Console
) -> Distillation | None:
    """Return what the teachers of the run's recipe know, or None if it has no recipe.

    Raises TrainingError if a teacher is missing or there are too few pictures.
    """
    recipe = config.recipe
    if recipe is None:
        return None
    teacher = RememberingTeacher(folder=config.scratch, teacher=load_minilm())
    pictures = picture_targets(config, recipe, sources, console)
    labels = label_sets(sources)
    means = label_means(pictures.vectors, sources)
    starts = [torch.empty(0, config.model.embed_dim), *(means[key][None] for key in labels.labels)]
    console.print("Asking the text teacher about all words ...")
    terms = product_terms()
    known = anchors(terms, pictures, sources)
    wordings = composed_wordings(recipe.composed_wordings, seed=config.seed)
    return Distillation(
        recipe=recipe,
        labels=labels,
        networks=pictures.networks.to(config.device),
        others=FrozenFeatures([vectors.to(config.device) for vectors in pictures.others]),
        words=word_targets(terms, wordings, known, teacher, tokenizer),
        coloured_photos=ColouredPhotos(
            list(coloured_photos(sources, pictures.colours)), tokenizer
        ),
        prototypes=functional.normalize(torch.cat(starts), dim=-1),
        projection=pictures.projection,
        token_embeddings=token_embeddings(
            cast("BpeVocabulary", tokenizer), teacher,
            width=config.model.text_width, seed=config.seed,
        ),
    )  # fmt: skip


def pretrained_model(config: TrainingConfig, distilled: Distillation) -> CLIP:
    """Return the model with pretrained weights, the lowest blocks of its image tower frozen."""
    model = build_model(config.model)
    model.visual.load_state_dict(original_weights(distilled))
    with torch.no_grad():
        model.token_embedding.weight.copy_(distilled.token_embeddings)
    freeze(model.visual.trunk, blocks=FROZEN_BLOCKS)
    return model


def original_weights(distilled: Distillation) -> dict[str, Tensor]:
    """Return the weights that the image tower starts from."""
    network = cast("nn.Module", load_student()).state_dict()
    projection = distilled.projection
    head = {"classifier.weight": projection.matrix.T, "classifier.bias": projection.bias}
    return {f"trunk.{name}": value for name, value in {**network, **head}.items()}


def freeze(trunk: EfficientNet, *, blocks: int) -> None:
    """Stop training the stem and the lowest blocks, and all filters of single channels.

    The gradients of those filters took half of a step.
    """
    lowest = (trunk.conv_stem, trunk.bn1, *list(trunk.blocks)[:blocks])
    depthwise = (layer for layer in trunk.blocks.modules() if is_depthwise(layer))
    for part in (*lowest, *depthwise):
        part.requires_grad_(requires_grad=False)


def is_depthwise(layer: nn.Module) -> bool:
    return isinstance(layer, nn.Conv2d) and layer.groups > 1


def learning_rates(
    model: CLIP, prototypes: nn.Parameter, recipe: Recipe
) -> dict[nn.Parameter, float]:
    """Return the rates of parameters that differ from the others', relative to those."""
    projection = dict.fromkeys(model.visual.trunk.classifier.parameters(), recipe.projection_rate)
    return {**projection, prototypes: recipe.prototype_rate}
