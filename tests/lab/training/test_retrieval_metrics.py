import pytest
import torch

from lab.training.retrieval_metrics import (
    chance_precision,
    chance_recall,
    precision_at,
    recall_at,
)

SCORES = torch.tensor([[0.9, 0.5, 0.1], [0.2, 0.8, 0.4]])
RELEVANT = torch.tensor([[False, True, False], [False, True, True]])


def test_recall_needs_one_relevant_item_among_the_first_k() -> None:
    assert recall_at(SCORES, RELEVANT, 1) == 0.5
    assert recall_at(SCORES, RELEVANT, 2) == 1.0


def test_precision_counts_no_more_ranks_than_there_are_relevant_items() -> None:
    # One relevant item, ranked second: 0 of 1. Two, ranked first and second: 2 of 2.
    assert precision_at(SCORES, RELEVANT, 2) == 0.5


def test_chance_precision_is_the_share_of_relevant_items() -> None:
    assert chance_precision(RELEVANT) == 0.5


def test_chance_recall_grows_with_the_relevant_items_and_with_k() -> None:
    # Two of four items are relevant: one draw hits in half the cases, two miss in one of six.
    relevant = torch.tensor([[True, True, False, False]])
    assert chance_recall(relevant, 1) == 0.5
    assert chance_recall(relevant, 2) == pytest.approx(5 / 6)
    assert chance_recall(relevant, 10) == 1.0


def test_queries_without_a_relevant_item_do_not_count() -> None:
    relevant = torch.tensor([[True, False, False], [False, False, False]])
    assert recall_at(SCORES, relevant, 1) == 1.0
    assert precision_at(SCORES, relevant, 1) == 1.0
