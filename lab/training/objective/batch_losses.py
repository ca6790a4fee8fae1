"""The losses of a batch, which put pictures, titles and queries into one embedding space."""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.objective.losses import (
    masked_cross_entropy,
    one_way_supcon_loss,
    supcon_loss,
)
from lab.training.objective.targets import (
    BatchTargets,
    CaptionTargets,
    ConceptTargets,
    RefinementTargets,
)

PARAPHRASE_WEIGHT: Final = 1.0
REFINEMENT_WEIGHT: Final = 1.0
CONCEPT_SEARCH_WEIGHT: Final = 0.5
KIND_SCALE: Final = 10.0
"""Fixed scale (inverse temperature) of the additional loss on kinds and labels.

At this low scale, the loss is small only if the vectors of different kinds are far apart, so that
a photo's neighbours are of its kind. At the learned, higher scale, small distances are enough, and
colour and pattern would decide which products are near.
"""


@dataclass(frozen=True, slots=True)
class ImageFeatures:
    """Unit vectors of the first and second pictures, each (examples, d)."""

    first: Tensor
    second: Tensor

    @property
    def both(self) -> Tensor:
        return torch.cat([self.first, self.second])


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """Unit vectors of a batch's titles, queries and concept names."""

    titles: Tensor
    queries: Tensor
    names: Tensor


def image_loss(
    image: ImageFeatures, prototypes: Tensor, targets: BatchTargets, same: Tensor, scale: Tensor
) -> Tensor:
    """Return the loss of the image tower alone. Learned `prototypes` (concepts, d) replace the text
    vectors of the concepts' names. `same` (examples, examples) marks examples that look alike.
    """
    return (
        supcon_loss(image.first, image.second, same, scale)
        + _concept_loss(image, prototypes, targets.concepts, scale)
        + REFINEMENT_WEIGHT * _refinement_loss(image, prototypes, targets.refinements, scale)
    )


def caption_loss(
    image: ImageFeatures,
    text: TextFeatures,
    targets: BatchTargets,
    captions: CaptionTargets,
    scale: Tensor,
) -> Tensor:
    """Return the loss that aligns captions and concept names with pictures they are true of."""
    return (
        supcon_loss(text.titles, image.both, captions.title_fits, scale)
        + supcon_loss(text.queries, image.both, captions.query_fits, scale)
        + _concept_loss(image, text.names, targets.concepts, scale)
        + PARAPHRASE_WEIGHT
        * supcon_loss(text.queries, text.titles, captions.query_title_fits, scale)
        + REFINEMENT_WEIGHT * _refinement_loss(image, text.names, targets.refinements, scale)
    )


def text_only_loss(text: Tensor, fits: Tensor, scale: Tensor) -> Tensor:
    """Return the loss that aligns n queries with the texts of n products.

    `text` (2n, d) has the unit vectors of the products' texts, then those of the queries.
    """
    products, queries = text.chunk(2)
    return supcon_loss(queries, products, fits, scale)


def _concept_loss(
    image: ImageFeatures, names: Tensor, targets: ConceptTargets | None, scale: Tensor
) -> Tensor:
    """Return the loss of classifying pictures by names, and of finding them by searchable names."""
    if targets is None:
        return scale * 0
    kind_scale = scale.new_tensor(KIND_SCALE)
    classification = torch.stack([
        masked_cross_entropy(pictures, names, targets.classification, scale)
        + masked_cross_entropy(pictures, names, targets.classification.kind_only, kind_scale)
        for pictures in (image.first, image.second)
    ])  # fmt: skip
    search = one_way_supcon_loss(names[targets.searchable], image.both, targets.fits, scale)
    return classification.mean() + CONCEPT_SEARCH_WEIGHT * search


def _refinement_loss(
    image: ImageFeatures, names: Tensor, targets: RefinementTargets | None, scale: Tensor
) -> Tensor:
    """Return the loss of refining a photo by words. The sum of a product's photo and the name of a
    changed value should find the product with this value, for instance the same mug in blue.
    """
    if targets is None:
        return scale * 0
    photos = image.second[targets.references]
    queries = functional.normalize(photos + names[targets.modifications], dim=-1)
    return supcon_loss(queries, image.both, targets.fits, scale)
