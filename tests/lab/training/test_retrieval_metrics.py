import pytest
import torch

from lab.training.objective.losses import contrast
from lab.training.retrieval_metrics import chance, precision_at, recall_at

SCORES = torch.tensor([[0.9, 0.5, 0.1], [0.2, 0.8, 0.4]])
RELEVANT = torch.tensor([[False, True, False], [False, True, True]])


def test_recall_asks_for_one_relevant_item_among_the_first() -> None:
    assert recall_at(SCORES, RELEVANT, 1) == 0.5
    assert recall_at(SCORES, RELEVANT, 2) == 1.0


def test_precision_is_measured_on_as_many_places_as_there_are_relevant_items() -> None:
    # One relevant item, ranked second: 0 of 1. Two, ranked first and second: 2 of 2.
    assert precision_at(SCORES, RELEVANT, 2) == 0.5


def test_chance_is_the_share_of_relevant_items() -> None:
    assert chance(RELEVANT) == 0.5


def test_queries_without_an_answer_do_not_count() -> None:
    none = torch.tensor([[True, False, False], [False, False, False]])
    assert recall_at(SCORES, none, 1) == 1.0
    assert precision_at(SCORES, none, 1) == 1.0


def test_the_loss_ignores_pairs_of_unknown_truth() -> None:
    one = torch.nn.functional.normalize(torch.tensor([[1.0, 0.2], [0.1, 1.0]]), dim=1)
    fits = torch.tensor([[1, -1], [-1, 1]], dtype=torch.int8)
    assert contrast(one, one, fits, torch.tensor(10.0)).item() == pytest.approx(0.0)


def test_the_loss_is_low_when_answers_are_near_and_high_when_they_are_far() -> None:
    one = torch.eye(2)
    right = contrast(one, one, torch.eye(2, dtype=torch.int8), torch.tensor(10.0))
    wrong = contrast(one, one.flip(0), torch.eye(2, dtype=torch.int8), torch.tensor(10.0))
    assert right.item() < 0.01 < 5 < wrong.item()
