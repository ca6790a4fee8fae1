import pytest
import torch
from torch import Tensor
from torch.nn import functional

from lab.training.objective.batch_losses import ImageFeatures
from lab.training.objective.distillation import (
    WordBatch,
    distilled_image_loss,
    relation_loss,
    target_loss,
    word_loss,
)
from lab.training.objective.label_sets import LabelTargets
from lab.training.pretrained.recipe import ImageLossWeights, WordLossWeights


def units(count: int, *, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return functional.normalize(torch.randn(count, 12, generator=generator), dim=-1)


def label_targets(**changes: Tensor) -> LabelTargets:
    values = {
        "labelled": torch.tensor([0, 1]),
        "groups": torch.tensor([0, 0]),
        "weights": torch.ones(2),
        "labels": torch.tensor([0, 2]),
        "allowed": torch.tensor([[True, True, False], [False, False, True]]),
        "designs": torch.tensor([2, 3]),
    }
    return LabelTargets(examples=4, **(values | changes))


def image_loss_of(image: ImageFeatures, targets: LabelTargets, **weights: float) -> float:
    chosen = ImageLossWeights(**({"target": 0.0, "label": 0.0, "view": 0.0} | weights))
    # One more, as for a mixture of two pictures.
    vectors = torch.cat([image.both, units(1, seed=3)])
    loss = distilled_image_loss(vectors, units(9, seed=1), torch.eye(3, 12), targets, chosen)
    return loss.item()


def test_pictures_at_their_targets_have_no_target_loss() -> None:
    vectors = units(5)
    assert target_loss(vectors, vectors).item() == pytest.approx(0, abs=1e-6)
    assert target_loss(vectors, -vectors).item() == pytest.approx(2)


def test_a_photo_is_told_only_from_labels_of_its_own_folder() -> None:
    vectors = units(4)
    at_labels = torch.cat([torch.eye(3, 12)[[0, 2]], vectors[2:]])
    image = ImageFeatures(at_labels, at_labels)
    # The second photo's folder has one label, so that it cannot be wrong.
    moved = at_labels.clone()
    moved[1] = torch.eye(3, 12)[0]
    right = image_loss_of(image, label_targets(), label=1.0)
    assert right < 1e-3
    assert image_loss_of(ImageFeatures(moved, moved), label_targets(), label=1.0) == right
    moved[0] = torch.eye(3, 12)[1]
    assert image_loss_of(ImageFeatures(moved, moved), label_targets(), label=1.0) > 1


def test_views_of_another_design_cost_more_than_those_of_one() -> None:
    vectors = units(4)
    same = image_loss_of(ImageFeatures(vectors, vectors), label_targets(), view=1.0)
    swapped = image_loss_of(
        ImageFeatures(vectors, vectors[[0, 1, 3, 2]]), label_targets(), view=1.0
    )
    assert same < 0.01 < swapped


def test_a_batch_without_photos_or_designs_has_a_loss() -> None:
    none = torch.zeros(0, dtype=torch.long)
    empty = label_targets(
        labelled=none,
        labels=none,
        groups=none,
        weights=torch.zeros(0),
        allowed=torch.zeros(0, 3, dtype=torch.bool),
        designs=none,
    )
    image = ImageFeatures(units(4), units(4))
    assert image_loss_of(image, empty, target=1.0, label=1.0, view=1.0) > 0


def test_relations_may_have_another_mean_and_scale() -> None:
    vectors = units(30)
    others = torch.ones(30, 1)
    flatter = functional.normalize(torch.cat([vectors, others], dim=1), dim=-1)
    assert relation_loss(vectors, flatter).item() == pytest.approx(0, abs=1e-4)
    assert relation_loss(vectors, units(30, seed=1)).item() > 1


def test_word_loss_is_least_for_words_at_their_targets_with_the_teachers_relations() -> None:
    words, wordings = units(6), units(4, seed=1).repeat_interleave(2, dim=0)
    vectors = torch.cat([words, wordings])
    batch = WordBatch(tokens=torch.zeros(14, 1), targets=words, teacher=vectors)
    weights = WordLossWeights()
    best = word_loss(vectors, batch, weights)
    assert best < 0.1
    assert word_loss(torch.cat([words.flip(0), wordings]), batch, weights) > best + 1
    assert word_loss(torch.cat([words, wordings.roll(1, dims=0)]), batch, weights) > best + 0.1


def test_a_group_of_labels_counts_the_same_however_many_pictures_have_one() -> None:
    together = labelled([0, 0, 1], groups=[0, 0, 1])
    apart = [labelled([0], groups=[0]), labelled([1], groups=[0])]
    assert together == pytest.approx(sum(apart), rel=1e-5)


def test_a_label_counts_by_the_weight_of_its_attribute() -> None:
    assert labelled([0], groups=[0], weight=4.0) == pytest.approx(4 * labelled([0], groups=[0]))


def labelled(pictures: list[int], *, groups: list[int], weight: float = 1.0) -> float:
    """Return the loss of pictures that all have the first of three labels."""
    count = len(pictures)
    targets = label_targets(
        labelled=torch.tensor(pictures),
        labels=torch.zeros(count, dtype=torch.long),
        groups=torch.tensor(groups),
        weights=torch.full((count,), weight),
        allowed=torch.ones(count, 3, dtype=torch.bool),
    )
    return image_loss_of(ImageFeatures(units(4), units(4, seed=5)), targets, label=1.0)
