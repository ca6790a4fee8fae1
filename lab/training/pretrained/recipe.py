"""The values of a run that starts from pretrained weights."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lab.training.model.model_config import ModelConfig

MODEL: Final = ModelConfig(
    image_model="tf_efficientnet_lite0",
    text_width=320,
    text_heads=5,
    bpe_merges=20_000,
)


FROZEN_BLOCKS: Final = 3
"""Number of the image tower's lowest blocks that are not trained."""


def has_pretrained_tower(model: ModelConfig) -> bool:
    """Whether the image tower is one that starts from pretrained weights, or has done so.

    In any training it keeps its lowest blocks and its batch-norm statistics, which are of far more
    pictures than a run has.
    """
    return model.image_model == MODEL.image_model


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWeights:
    """Weights of what a picture's target consists of. They add up to 1."""

    encoder: float = 0.25
    """An earlier encoder, which knows the rendered world and clothes."""
    networks: float = 0.63
    """The EfficientNets together."""
    colours: float = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageLossWeights:
    target: float = 8.0
    label: float = 0.5
    view: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLossWeights:
    target: float = 6.0
    relation: float = 2.0
    wording: float = 0.5
    colour: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to learn from teachers, besides what TrainingConfig says."""

    teacher: Path
    """A folder with an earlier encoder, one of the teachers."""
    tuned_share: float = 1.0
    """How far to go from the original weights of the image tower (0) to the trained ones (1).
    Less keeps more of what the original knows of other pictures (WiSE-FT, Wortsman et al. 2022).
    """
    parts: PartWeights = field(default_factory=PartWeights)
    unfamiliar_parts: PartWeights = PartWeights(encoder=0.0, networks=0.94, colours=0.06)
    """The same for photos of what the earlier encoder was not trained on. What it says of them is
    noise, in which kinds that look alike to the networks would drown.
    """
    mixed_pictures: int = 48
    """Pictures that are mixed of two others (mixup, Zhang et al. 2018), in each step. They are
    matched with the networks, so that the tower keeps what it knows of other pictures than the
    training ones (function matching, Beyer et al. 2022).
    """
    image_losses: ImageLossWeights = field(default_factory=ImageLossWeights)
    word_losses: WordLossWeights = field(default_factory=WordLossWeights)
    projection_rate: float = 1.5
    """Learning rate of the projection, relative to that of the other layers."""
    prototype_rate: float = 2.0
    words_per_batch: int = 256
    wordings_per_batch: int = 48
    """Pairs of wordings of one thing."""
    coloured_photos_per_batch: int = 64
    composed_wordings: int = 10_000
    """Pairs of wordings to draw from."""
