import pytest
import torch

from lab.training.data.concepts import Concept, Vocabulary, label_concepts, world_concepts
from lab.training.data.example import Example
from lab.training.data.labels import facts_of_label
from lab.training.objective.losses import masked_cross_entropy, supcon_loss

SCALE = torch.tensor(10.0)


def test_supcon_loss_ignores_unknown_pairs() -> None:
    vectors = torch.nn.functional.normalize(torch.tensor([[1.0, 0.2], [0.1, 1.0]]), dim=1)
    fits = torch.tensor([[1, -1], [-1, 1]], dtype=torch.int8)
    assert supcon_loss(vectors, vectors, fits, SCALE).item() == pytest.approx(0.0)


def test_supcon_loss_is_low_for_near_positives_and_high_for_far_ones() -> None:
    vectors = torch.eye(2)
    right = supcon_loss(vectors, vectors, torch.eye(2, dtype=torch.int8), SCALE)
    wrong = supcon_loss(vectors, vectors.flip(0), torch.eye(2, dtype=torch.int8), SCALE)
    assert right.item() < 0.01 < 5 < wrong.item()


def test_masked_cross_entropy_is_low_for_the_right_concept() -> None:
    vocabulary = Vocabulary.from_concepts(
        [*world_concepts(), *label_concepts(["Longsleeve", "Pants"])]
    )
    pants = Example(rows=(0, 1), facts=facts_of_label("Pants"), complete=False)
    names = torch.eye(len(vocabulary.concepts))
    targets = vocabulary.classification_targets([pants])
    right = names[vocabulary.index[Concept("label", "Pants")]][None]
    wrong = names[vocabulary.index[Concept("label", "Longsleeve")]][None]
    assert masked_cross_entropy(right, names, targets, SCALE) < 0.01
    assert masked_cross_entropy(wrong, names, targets, SCALE) > 10
