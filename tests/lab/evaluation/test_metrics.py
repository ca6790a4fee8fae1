import pytest

from lab.evaluation.metrics import (
    ndcg_at,
    precision_at,
    recall_at,
    reciprocal_rank,
    roc_auc,
    share_at,
)

FOUND = ("a", "b", "c", "d")


def test_recall_asks_for_one_right_product_among_the_first() -> None:
    assert recall_at(FOUND, {"b", "z"}, 1) == 0
    assert recall_at(FOUND, {"b", "z"}, 2) == 1


def test_precision_counts_as_many_places_as_there_are_right_products() -> None:
    assert precision_at(FOUND, {"a", "c"}, 10) == 0.5
    assert precision_at(FOUND, {"a", "b"}, 10) == 1
    assert precision_at(FOUND, set(), 10) == 0


def test_the_share_of_unwanted_products_counts_only_what_was_found() -> None:
    assert share_at(FOUND, {"a"}, 10) == 0.25
    assert share_at((), {"a"}, 10) == 0


def test_the_reciprocal_rank_is_that_of_the_first_right_product() -> None:
    assert reciprocal_rank(FOUND, {"c", "d"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(FOUND, {"z"}) == 0


def test_ndcg_is_one_for_the_best_order_and_less_for_a_worse_one() -> None:
    assert ndcg_at(FOUND, {"a", "b"}, 10) == pytest.approx(1)
    # Places 2 and 3: (1/log2(3) + 1/log2(4)) / (1 + 1/log2(3))
    assert ndcg_at(FOUND, {"b", "c"}, 10) == pytest.approx(0.6934, abs=1e-4)
    assert ndcg_at(FOUND, {"z"}, 10) == 0


def test_auc_is_the_chance_that_a_positive_scores_higher() -> None:
    assert roc_auc([2, 3], [0, 1]) == 1
    assert roc_auc([0, 2], [1, 3]) == 0.25
    assert roc_auc([1], [1]) == 0.5
