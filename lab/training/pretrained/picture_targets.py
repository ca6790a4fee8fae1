"""The targets of pictures, and the image tower that starts near them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import torch
from rich.console import Console
from torch import Tensor
from torch.nn import functional

from lab.training.config import TrainingConfig
from lab.training.data.example import Fact
from lab.training.data.labels import is_familiar
from lab.training.data.source import Source
from lab.training.datasets.design_source import DesignSource
from lab.training.objective.label_sets import LabelSets
from lab.training.pretrained.recipe import Recipe
from lab.training.pretrained.regression import LinearMap, ridge_regression
from lab.training.pretrained.teacher_space import SourceFeatures, TeacherSpace, even_mix
from lab.training.pretrained.teachers import (
    COLOURS,
    STUDENT,
    load_student,
    picture_teachers,
    teacher_features,
)

PROJECTION_PENALTY: Final = 0.1
CLASS_PENALTY: Final = 0.002
"""Ridge penalties for each training picture."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureTargets:
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
    classes: Tensor
    """Unit directions (1000, d) of the classes of ImageNet."""
    colours: Sequence[Tensor]
    """The shares of colours in all pictures of each source, as `colour_histogram` returns."""


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
    of_student = torch.cat([source.training(STUDENT) for source in features])
    from_features = partial(
        ridge_regression,
        of_student,
        weights=shares * len(shares),
        penalty=PROJECTION_PENALTY * len(shares),
    )
    return PictureTargets(
        vectors=vectors,
        projection=from_features(targets),
        mean=targets.T @ shares,
        networks=from_features(training_vectors([networks for networks, _ in split], sources)),
        others=[others for _, others in split],
        classes=class_directions(space, of_student, targets, shares),
        colours=[source.features[COLOURS].square() for source in features],
    )


def class_directions(
    space: TeacherSpace, of_student: Tensor, targets: Tensor, shares: Tensor
) -> Tensor:
    """Return the unit directions (1000, d) of the classes of ImageNet: the rows of the student's
    classifier in the space, and the directions in which its logits of the training pictures grow.

    The rows alone miss what the other teachers see of a class, and the logits alone are noise for
    classes that no training picture is like.
    """
    rows = load_student().classifier.weight.detach()
    logits = of_student @ rows.T
    logits = logits - logits.mean(dim=1, keepdim=True)
    growth = ridge_regression(
        targets, logits, weights=shares * len(shares), penalty=CLASS_PENALTY * len(shares)
    )
    return functional.normalize(
        functional.normalize(growth.matrix.T, dim=-1) + space.directions(STUDENT, rows), dim=-1
    )


def training_vectors(vectors: Sequence[Tensor], sources: Sequence[Source]) -> Tensor:
    by_source = zip(vectors, sources, strict=True)
    return torch.cat([some[list(source.training_rows)] for some, source in by_source])


def label_sets(sources: Sequence[Source]) -> LabelSets:
    """Return the labels to tell apart: kinds of rendered designs, and familiar labels of photos. A
    tower that learns labels of a few other things confuses those that it never sees.
    """
    return LabelSets(
        labels=[
            (number, fact)
            for number, fact in _rows_of_labels(sources)
            if isinstance(sources[number], DesignSource) or is_familiar(fact.value)
        ],
        rendered=frozenset(number for number, source in enumerate(sources) if source.views > 1),
    )


def label_means(
    vectors: Sequence[Tensor], sources: Sequence[Source]
) -> dict[tuple[int, Fact], Tensor]:
    """Return the mean target of each label's training pictures, by its source and name."""
    return {
        key: vectors[key[0]][list(rows)].mean(dim=0)
        for key, rows in _rows_of_labels(sources).items()
    }


def _rows_of_labels(sources: Sequence[Source]) -> dict[tuple[int, Fact], Sequence[int]]:
    """Return the training rows of each label or kind, by the number of its source and its name."""
    return {
        (number, fact): rows
        for number, source in enumerate(sources)
        for fact, rows in source.rows_by_fact.items()
    }
