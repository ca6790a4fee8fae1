"""The space of the targets: the features of all teachers, reduced to the student's dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.data.source import Source
from lab.training.errors import TrainingError
from lab.training.pretrained.recipe import PartWeights, Recipe
from lab.training.pretrained.regression import principal_axes
from lab.training.pretrained.teachers import COLOURS, ENCODER, NETWORKS, Features

OWN_SHARE: Final = 0.5
"""Share of a view's own target; the rest is the mean over all views of its design."""


class TooFewPictures(TrainingError):
    def __init__(self, count: int, needed: int) -> None:
        super().__init__(
            f"There are {count} pictures to train on; the targets take {needed} or more: give "
            "more --designs or --photos."
        )


@dataclass(frozen=True, slots=True, eq=False)
class SourceFeatures:
    """The features of a source's pictures, and which of them may be learned from."""

    features: Features
    training_rows: Tensor
    views: int
    """Number of consecutive pictures that show one rendered design, or 1 for photos."""
    familiar: Tensor
    """Bool (pictures,): those of what the earlier encoder was trained on."""

    @classmethod
    def of(cls, source: Source, features: Features) -> Self:
        rows = torch.as_tensor(source.training_rows, dtype=torch.long)
        familiar = torch.ones(len(source.pixels), dtype=torch.bool)
        familiar[list(source.unfamiliar_rows)] = False
        return cls(features, rows, source.views, familiar)

    @property
    def is_rendered(self) -> bool:
        return self.views > 1

    def training(self, name: str) -> Tensor:
        return self.features[name][self.training_rows]


@dataclass(frozen=True, slots=True, eq=False)
class TeacherSpace:
    means: Mapping[str, Tensor]
    weights: Mapping[str, Tensor]
    """Of each part, in unfamiliar and in familiar pictures."""
    axes: Tensor  # (dimensions of all parts, dimensions of the space)

    @classmethod
    def fit(cls, sources: Sequence[SourceFeatures], recipe: Recipe, dimensions: int) -> Self:
        """Raises TooFewPictures if there are fewer than dimensions."""
        count = sum(len(source.training_rows) for source in sources)
        if count < dimensions:
            raise TooFewPictures(count, dimensions)
        weights = part_weights(recipe)
        shares = even_mix(sources)
        means = {
            name: torch.cat([source.training(name) for source in sources]).T @ shares
            for name in weights
        }
        joined = torch.cat([_training_pictures(source, means, weights) for source in sources])
        axes = principal_axes(joined * (shares * count).sqrt()[:, None], dimensions)
        return cls(means, weights, axes)

    def targets(self, source: SourceFeatures) -> Tensor:
        """Return the unit targets (n, d) of all pictures of the source."""
        return functional.normalize(_joined(source, self.means, self.weights) @ self.axes, dim=-1)

    def split_targets(self, source: SourceFeatures) -> tuple[Tensor, Tensor]:
        """Return what the networks add to each target (n, d), and what the other parts do.

        The sum has the direction of the target.
        """
        of_networks = torch.cat([
            torch.full((len(mean),), name in NETWORKS) for name, mean in self.means.items()
        ])  # fmt: skip
        joined = _joined(source, self.means, self.weights)
        networks, others = (
            joined[:, columns] @ self.axes[columns] for columns in (of_networks, ~of_networks)
        )
        return networks, others

    def directions(self, name: str, rows: Tensor) -> Tensor:
        """Return the unit directions (n, d) of rows that are multiplied with the part's features.

        A picture whose target is near the direction has a large product with the row.
        """
        start = 0
        for part, mean in self.means.items():
            if part == name:
                projected = (rows - rows.mean(dim=0)) @ self.axes[start : start + len(mean)]
                return functional.normalize(projected, dim=-1)
            start += len(mean)
        raise KeyError(name)


def part_weights(recipe: Recipe) -> dict[str, Tensor]:
    """Return the weights of each part, in unfamiliar and in familiar pictures."""
    unfamiliar, familiar = _by_part(recipe.unfamiliar_parts), _by_part(recipe.parts)
    return {name: torch.tensor([unfamiliar[name], familiar[name]]) for name in familiar}


def _by_part(parts: PartWeights) -> dict[str, float]:
    each = dict.fromkeys(NETWORKS, parts.networks / len(NETWORKS))
    return {ENCODER: parts.encoder, **each, COLOURS: parts.colours}


def even_mix(sources: Sequence[SourceFeatures]) -> Tensor:
    """Return shares of all training pictures that add up to 1: half of real photos, if there are
    both, and half of rendered pictures.
    """
    rendered = torch.cat([
        torch.full((len(source.training_rows),), source.is_rendered) for source in sources
    ])  # fmt: skip
    kinds = [kind for kind in (rendered, ~rendered) if kind.any()]
    return torch.stack([kind / kind.sum() for kind in kinds]).mean(dim=0)


def _training_pictures(
    source: SourceFeatures, means: Mapping[str, Tensor], weights: Mapping[str, Tensor]
) -> Tensor:
    return _joined(source, means, weights)[source.training_rows]


def _joined(
    source: SourceFeatures, means: Mapping[str, Tensor], weights: Mapping[str, Tensor]
) -> Tensor:
    """Return unit vectors of all weighted parts. Views of a design are drawn to their mean."""
    parts = [
        weight.sqrt()[source.familiar.long(), None]
        * functional.normalize(source.features[name] - means[name], dim=-1)
        for name, weight in weights.items()
    ]
    joined = torch.cat(parts, dim=1)
    by_design = joined.reshape(-1, source.views, joined.shape[1])
    mixed = OWN_SHARE * by_design + (1 - OWN_SHARE) * by_design.mean(dim=1, keepdim=True)
    return functional.normalize(mixed.flatten(0, 1), dim=-1)
