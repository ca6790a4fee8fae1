import pytest

from lab.evaluation.ranking_measures import (
    ndcg_at,
    precision_at,
    recall_at,
    reciprocal_rank,
    roc_auc,
    share_at,
)

RANKED = ("a", "b", "c", "d")


def test_recall_needs_one_relevant_product_among_the_first_k() -> None:
    assert recall_at(RANKED, {"b", "z"}, 1) == 0
    assert recall_at(RANKED, {"b", "z"}, 2) == 1


def test_precision_is_over_at_most_as_many_ranks_as_relevant_products() -> None:
    assert precision_at(RANKED, {"a", "c"}, 10) == 0.5
    assert precision_at(RANKED, {"a", "b"}, 10) == 1
    assert precision_at(RANKED, set(), 10) == 0


def test_share_is_over_the_products_found() -> None:
    assert share_at(RANKED, {"a"}, 10) == 0.25
    assert share_at((), {"a"}, 10) == 0


def test_reciprocal_rank_is_that_of_the_first_relevant_product() -> None:
    assert reciprocal_rank(RANKED, {"c", "d"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, {"z"}) == 0


def test_ndcg_is_one_for_the_best_order_and_less_for_others() -> None:
    assert ndcg_at(RANKED, {"a", "b"}, 10) == pytest.approx(1)
    # Ranks 2 and 3: (1/log2(3) + 1/log2(4)) / (1 + 1/log2(3))
    assert ndcg_at(RANKED, {"b", "c"}, 10) == pytest.approx(0.6934, abs=1e-4)
    assert ndcg_at(RANKED, {"z"}, 10) == 0


def test_auc_is_the_probability_that_a_positive_scores_higher() -> None:
    assert roc_auc([2, 3], [0, 1]) == 1
    assert roc_auc([0, 2], [1, 3]) == 0.25
    assert roc_auc([1], [1]) == 0.5
