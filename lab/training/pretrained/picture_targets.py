"""The targets of pictures, and the image tower that starts near them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import torch
from rich.console import Console
from torch import Tensor

from lab.training.config import TrainingConfig
from lab.training.data.labels import is_familiar
from lab.training.data.source import Source
from lab.training.datasets.photo_source import PhotoSource
from lab.training.objective.label_sets import LabelSets
from lab.training.pretrained.recipe import Recipe
from lab.training.pretrained.regression import LinearMap, ridge_regression
from lab.training.pretrained.teacher_space import SourceFeatures, TeacherSpace, even_mix
from lab.training.pretrained.teachers import (
    STUDENT,
    picture_teachers,
    teacher_features,
)

PROJECTION_PENALTY: Final = 0.1
"""Ridge penalty for each training picture."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureTargets:
    space: TeacherSpace
    vectors: Sequence[Tensor]
    """Unit targets of all pictures of each source."""
    projection: LinearMap
    """From the pooled features of the student's network to targets."""
    mean: Tensor
    """The mean target of all training pictures, half of it real photos."""
    networks: LinearMap
    """From the same features to what the networks add to the target of any picture."""
    others: Sequence[Tensor]
    """What the other parts add to the targets of all pictures of each source."""


def picture_targets(
    config: TrainingConfig, recipe: Recipe, sources: Sequence[Source], console: Console
) -> PictureTargets:
    """Raises TrainingError if a teacher is missing or there are too few pictures."""
    console.print(f"Asking the teachers about all pictures, unless it is in {config.scratch} ...")
    teachers = picture_teachers(config, recipe.teacher)
    features = [
        SourceFeatures.of(source, teacher_features(config, teachers, source)) for source in sources
    ]
    space = TeacherSpace.fit(features, recipe, config.model.embed_dim)
    vectors = [space.targets(source) for source in features]
    split = [space.split_targets(source) for source in features]
    shares, targets = even_mix(features), training_vectors(vectors, sources)
    from_features = partial(
        ridge_regression,
        torch.cat([source.training(STUDENT) for source in features]),
        weights=shares * len(shares),
        penalty=PROJECTION_PENALTY * len(shares),
    )
    return PictureTargets(
        space=space,
        vectors=vectors,
        projection=from_features(targets),
        mean=targets.T @ shares,
        networks=from_features(training_vectors([networks for networks, _ in split], sources)),
        others=[others for _, others in split],
    )


def training_vectors(vectors: Sequence[Tensor], sources: Sequence[Source]) -> Tensor:
    by_source = zip(vectors, sources, strict=True)
    return torch.cat([some[list(source.training_rows)] for some, source in by_source])


def label_sets(sources: Sequence[Source]) -> LabelSets:
    """Return the labels to tell apart: familiar ones, because a tower that learns labels of a few
    other things confuses those that it never sees.
    """
    return LabelSets(
        labels=[key for key in _rows_of_labels(sources) if is_familiar(key[1])],
        rendered=frozenset(number for number, source in enumerate(sources) if source.views > 1),
    )


def label_means(
    vectors: Sequence[Tensor], sources: Sequence[Source]
) -> dict[tuple[int, str], Tensor]:
    """Return the mean target of each label's training photos, by its source and name."""
    return {
        (number, label): vectors[number][list(rows)].mean(dim=0)
        for (number, label), rows in _rows_of_labels(sources).items()
    }


def _rows_of_labels(sources: Sequence[Source]) -> dict[tuple[int, str], Sequence[int]]:
    """Return the training rows of each label, by the number of its source and its name."""
    return {
        (number, label): source.rows[label]
        for number, source in enumerate(sources)
        if isinstance(source, PhotoSource)
        for label in sorted(source.rows)
    }
