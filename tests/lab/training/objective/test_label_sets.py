import random

import numpy as np
import pytest
import torch

from lab.training.data.batches import Mixture
from lab.training.data.design_pairs import sample_pairs
from lab.training.data.example import Fact
from lab.training.data.picture_store import Pixels
from lab.training.data.source import Source
from lab.training.datasets.design_rendering import VIEWS
from lab.training.datasets.design_source import DesignSource
from lab.training.datasets.photo_source import PhotoSource
from lab.training.pretrained.picture_targets import label_means, label_sets


@pytest.fixture
def sources() -> list[PhotoSource]:
    """Two folders that both have hats."""
    pixels: Pixels = np.zeros((6, 4, 4, 3), np.uint8)
    return [
        PhotoSource(folder=name, rows=rows, pixels=pixels, photos_per_batch=4)
        for name, rows in (
            ("clothing", {"Hat": [0, 1], "Shoes": [2]}),
            ("things", {"Hat": [3, 5], "lamp": [4]}),
        )
    ]


def test_each_folder_has_labels_of_its_own(sources: list[PhotoSource]) -> None:
    labels = label_sets(sources)
    assert labels.labels == [
        (0, Fact("label", "Hat")),
        (0, Fact("label", "Shoes")),
        (1, Fact("label", "Hat")),
    ]
    targets = labels.targets(Mixture(sources=sources, seed=0).batch(0))
    assert set(range(4)) < set(targets.labelled.tolist()) < set(range(8))
    assert not len(targets.designs)
    for row, label, allowed in zip(
        targets.labelled.tolist(), targets.labels.tolist(), targets.allowed.tolist(), strict=True
    ):
        assert labels.labels[label][0] == (0 if row < 4 else 1)
        assert allowed == [row < 4, row < 4, row >= 4]


def test_rendered_designs_are_told_apart_by_each_attribute_of_their_looks(
    sources: list[PhotoSource],
) -> None:
    pairs = sample_pairs(6, seed=5, from_held_out=False)
    designs = DesignSource(
        pairs=pairs,
        pixels=np.zeros((2 * VIEWS * len(pairs), 4, 4, 3), np.uint8),
        pairs_per_batch=6,
        text_only_pairs_per_batch=0,
        seed=0,
    )
    both: list[Source] = [designs, sources[0]]
    labels = label_sets(both)
    targets = labels.targets(Mixture(sources=both, seed=0).batch(0))
    kinds = {pair.design.kind for pair in pairs}
    assert {fact.value for _, fact in labels.labels if fact.attribute == "kind"} == kinds
    assert set(targets.labelled[targets.labelled < 12].tolist()) == set(range(12))
    for row, label, allowed in zip(
        targets.labelled.tolist(), targets.labels.tolist(), targets.allowed, strict=True
    ):
        source, fact = labels.labels[label]
        assert (source == 0) == (row < 12)
        assert {labels.labels[i][1].attribute for i in allowed.nonzero().flatten()} == {
            fact.attribute
        }
    attributes = {labels.labels[label][1].attribute for label in targets.labels.tolist()}
    assert {"kind", "color", "pattern", "material", "label"} <= attributes
    assert len(set(targets.groups.tolist())) == len(attributes)
    by_attribute = {
        labels.labels[label][1].attribute: weight
        for label, weight in zip(targets.labels.tolist(), targets.weights.tolist(), strict=True)
    }
    assert by_attribute["kind"] == by_attribute["label"] > by_attribute["color"] == 1


def test_labels_of_unfamiliar_things_are_not_learned(sources: list[PhotoSource]) -> None:
    assert (1, Fact("label", "lamp")) not in label_sets(sources).labels
    assert sources[0].unfamiliar_rows == []
    assert sources[1].unfamiliar_rows == [4]


def test_labels_have_the_mean_of_their_own_training_photos(sources: list[PhotoSource]) -> None:
    vectors = [torch.arange(6.0)[:, None], 10 * torch.arange(6.0)[:, None]]
    means = {
        (source, fact.value): mean.item()
        for (source, fact), mean in label_means(vectors, sources).items()
    }
    assert means == {(0, "Hat"): 0.5, (0, "Shoes"): 2, (1, "Hat"): 40, (1, "lamp"): 40}


def test_photos_of_two_folders_are_different_products(sources: list[PhotoSource]) -> None:
    items = [source.sample(0, random.Random(0)) for source in sources]
    rng = random.Random(1)
    products = [{item.example(rng).product for item in some * 20} for some in items]
    assert not (products[0] & products[1]) - {None}
