from dataclasses import replace
from pathlib import Path

import pytest
import torch

from lab.training.pretrained.recipe import PartWeights, Recipe
from lab.training.pretrained.teacher_space import (
    SourceFeatures,
    TeacherSpace,
    TooFewPictures,
    even_mix,
)
from lab.training.pretrained.teachers import COLOURS, ENCODER, NETWORKS, STUDENT

NAMES = (ENCODER, *NETWORKS, COLOURS)
RECIPE = Recipe(
    teacher=Path("earlier"),
    parts=PartWeights(encoder=0.2, networks=0.68, colours=0.12),
    unfamiliar_parts=PartWeights(encoder=0.0, networks=1.0, colours=0.0),
)


def source(pictures: int, *, views: int = 1, seed: int = 0, held_out: int = 0) -> SourceFeatures:
    generator = torch.Generator().manual_seed(seed)
    features = {name: torch.randn(pictures, 6, generator=generator) for name in NAMES}
    familiar = torch.ones(pictures, dtype=torch.bool)
    return SourceFeatures(features, torch.arange(pictures - held_out), views, familiar)


def test_photos_and_rendered_pictures_count_the_same_however_many_there_are() -> None:
    shares = even_mix([source(90, views=3), source(10), source(30)])
    assert shares[:90].sum() == pytest.approx(0.5)
    assert shares[90:].sum() == pytest.approx(0.5)
    assert even_mix([source(40)]).sum() == pytest.approx(1)


def test_targets_keep_the_similarities_of_the_weighted_parts() -> None:
    photos = source(200)
    space = TeacherSpace.fit([photos], RECIPE, dimensions=30)
    targets = space.targets(photos)
    parts = {name: photos.features[name] - space.means[name] for name in NAMES}
    weights = {ENCODER: 0.2, **dict.fromkeys(NETWORKS, 0.68 / 3), COLOURS: 0.12}
    expected = sum(
        weights[name] * torch.nn.functional.cosine_similarity(part[0], part[1], dim=0)
        for name, part in parts.items()
    )
    assert targets[0] @ targets[1] == pytest.approx(float(expected), abs=1e-3)


def test_held_out_pictures_do_not_change_the_space() -> None:
    photos = source(100, held_out=20)
    space = TeacherSpace.fit([photos], RECIPE, dimensions=8)
    for name in NAMES:
        photos.features[name][80:] = 50.0
    changed = TeacherSpace.fit([photos], RECIPE, dimensions=8)
    assert torch.equal(space.axes, changed.axes)
    assert all(torch.equal(space.means[name], changed.means[name]) for name in NAMES)


def test_views_of_a_design_are_drawn_together() -> None:
    rendered = source(60, views=3)
    space = TeacherSpace.fit([rendered], RECIPE, dimensions=30)
    as_photos = replace(rendered, views=1)
    first, second = space.targets(rendered)[:2]
    unrelated = space.targets(as_photos)[:2]
    assert first @ second > 0.4 + unrelated[0] @ unrelated[1]


def test_pictures_that_excite_a_row_of_a_classifier_lie_in_its_direction() -> None:
    photos = source(300)
    space = TeacherSpace.fit([photos], RECIPE, dimensions=30)
    rows = torch.eye(6)
    along = space.targets(photos) @ space.directions(STUDENT, rows).T
    excited = photos.features[STUDENT] - photos.features[STUDENT].mean(dim=1, keepdim=True)
    for number in range(6):
        together = torch.stack([along[:, number], excited[:, number]])
        assert torch.corrcoef(together)[0, 1] > 0.3


def test_too_few_pictures_are_refused_with_the_fix() -> None:
    with pytest.raises(TooFewPictures, match=r"There are 20 pictures .* 32 or more: give more"):
        TeacherSpace.fit([source(20)], RECIPE, dimensions=32)


def test_targets_are_what_the_networks_and_the_other_parts_add_to_them() -> None:
    rendered = source(60, views=3)
    space = TeacherSpace.fit([rendered, source(60, seed=1)], RECIPE, dimensions=30)
    networks, others = space.split_targets(rendered)
    together = torch.nn.functional.normalize(networks + others, dim=-1)
    assert torch.allclose(together, space.targets(rendered), atol=1e-5)


def test_the_earlier_encoder_has_no_say_in_pictures_of_what_it_does_not_know() -> None:
    photos = source(200)
    photos.familiar[100:] = False
    space = TeacherSpace.fit([photos], RECIPE, dimensions=30)
    before = space.targets(photos)
    photos.features[ENCODER][:] = torch.randn(200, 6, generator=torch.Generator().manual_seed(9))
    moved = (space.targets(photos) - before).norm(dim=1)
    assert moved[:100].min() > 0.05
    assert moved[100:].max() < 1e-6
