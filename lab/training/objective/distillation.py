"""Losses of learning from teachers: pictures from target vectors, words from a text teacher."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.data.tensors import TensorDataclass
from lab.training.objective.batch_losses import ImageFeatures
from lab.training.objective.label_sets import LabelTargets
from lab.training.objective.losses import supcon_loss
from lab.training.pretrained.recipe import ImageLossWeights, WordLossWeights

LABEL_SCALE = 16.0
VIEW_SCALE = 30.0
WORDING_SCALE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordBatch(TensorDataclass):
    """Words with target vectors, then pairs of wordings, the two of a pair next to each other."""

    tokens: Tensor  # int64 (words + 2 * pairs, context length)
    targets: Tensor  # (words, d), unit vectors
    teacher: Tensor  # (words + 2 * pairs, dimensions of the teacher), unit vectors


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColourBatch(TensorDataclass):
    photos: Tensor  # (n, d), the photos' unit vectors
    tokens: Tensor  # int64 (n, context length), of words for each photo
    fits: Tensor  # int8 (n, n), a `fit_matrix`


def distilled_image_loss(
    vectors: Tensor,
    targets: Tensor,
    prototypes: Tensor,
    labels: LabelTargets,
    weights: ImageLossWeights,
) -> Tensor:
    """Return the loss of unit vectors (n, d) of the first views of all examples, then of the second
    views, then of mixtures. `targets` (n, d) and `prototypes` (labels, d) are unit vectors.
    """
    image = ImageFeatures(*vectors[: 2 * labels.examples].chunk(2))
    views = image.first[labels.designs], image.second[labels.designs]
    return (
        weights.target * target_loss(vectors, targets)
        + weights.label * _label_loss(image, prototypes, labels)
        + weights.view * _pair_loss(*views, scale=VIEW_SCALE)
    )


def word_loss(vectors: Tensor, batch: WordBatch, weights: WordLossWeights) -> Tensor:
    """Return the loss of the unit vectors of a batch of words and wordings."""
    words, wordings = torch.split(vectors, [len(batch.targets), len(vectors) - len(batch.targets)])
    return (
        weights.target * target_loss(words, batch.targets)
        + weights.relation * relation_loss(vectors, batch.teacher)
        + weights.wording * _pair_loss(wordings[::2], wordings[1::2], scale=WORDING_SCALE)
    )


def colour_loss(vectors: Tensor, batch: ColourBatch, scale: Tensor) -> Tensor:
    """Return the loss of finding real photos by words (n, d) for their label and colour."""
    return supcon_loss(vectors, batch.photos, batch.fits, scale)


def target_loss(vectors: Tensor, targets: Tensor) -> Tensor:
    """Return 1 minus the mean cosine of unit vectors (n, d)."""
    return 1 - (vectors * targets).sum(dim=1).mean()


def relation_loss(vectors: Tensor, teacher: Tensor) -> Tensor:
    """Return the mean squared difference between the standardised similarities of all pairs.

    So the student may have another mean and deviation of similarities than its teacher
    (relational distillation, Park et al. 2019).
    """
    return (_standardised(vectors) - _standardised(teacher)).square().mean()


def _standardised(vectors: Tensor) -> Tensor:
    """Return the cosines of all pairs of different unit vectors, with mean 0 and deviation 1."""
    above = torch.triu_indices(len(vectors), len(vectors), 1, device=vectors.device)
    cosines = (vectors @ vectors.T)[above[0], above[1]]
    return (cosines - cosines.mean()) / cosines.std()


def _label_loss(image: ImageFeatures, prototypes: Tensor, targets: LabelTargets) -> Tensor:
    if not len(targets.labelled):
        return prototypes.sum() * 0
    pictures = torch.cat([image.first[targets.labelled], image.second[targets.labelled]])
    logits = LABEL_SCALE * pictures @ prototypes.T
    masked = logits.masked_fill(~targets.allowed.repeat(2, 1), float("-inf"))
    losses = functional.cross_entropy(masked, targets.labels.repeat(2), reduction="none")
    return _sum_of_means(targets.weights.repeat(2) * losses, targets.groups.repeat(2))


def _sum_of_means(values: Tensor, groups: Tensor) -> Tensor:
    """Return the sum of the means of each group of values (n,), so that its size is no weight."""
    counts = torch.bincount(groups)
    sums = values.new_zeros(len(counts)).index_add(0, groups, values)
    return (sums / counts.clamp(min=1)).sum()


def _pair_loss(first: Tensor, second: Tensor, *, scale: float) -> Tensor:
    """Return the loss of telling row i of `second` from its other rows by row i of `first`."""
    same = torch.eye(len(first), dtype=torch.int8, device=first.device)
    return supcon_loss(first, second, same, first.new_tensor(scale))
