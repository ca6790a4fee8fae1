import pytest

from catalog.search.ranking import RANKING
from lab.evaluation.bootstrap import mean_estimate
from lab.evaluation.judgments import JudgedQuery, RankedList
from lab.evaluation.task_measures import estimate_measure

MIN_SCORE = RANKING.min_score


def ranked_list(*ids: str, relevant: str = "a", group: int = 0, score: float = 0.0) -> RankedList:
    query = JudgedQuery(
        relevant=frozenset(relevant), unwanted=frozenset("z"), paraphrase_group=group
    )
    return RankedList(query=query, ids=ids, scores=(score,))


def test_a_measure_is_averaged_over_the_queries() -> None:
    ranked_lists = [
        ranked_list("a", "b"),
        ranked_list("b", "a"),
        ranked_list("b", "c"),
        ranked_list("a"),
    ]
    assert estimate_measure("recall@1", ranked_lists).value == 0.5
    assert estimate_measure("MRR", ranked_lists).value == pytest.approx((1 + 0.5 + 0 + 1) / 4)
    assert estimate_measure("recall@1", ranked_lists).queries == 4


def test_the_interval_contains_the_mean_and_shrinks_with_more_queries() -> None:
    few, many = mean_estimate([0.0, 1.0] * 10), mean_estimate([0.0, 1.0] * 1000)
    assert few.low < 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_the_same_rankings_give_the_same_interval() -> None:
    assert mean_estimate([0.0, 1.0, 1.0]) == mean_estimate([0.0, 1.0, 1.0])


def test_excluded_at_10_is_the_share_of_unwanted_products() -> None:
    assert (
        estimate_measure("excluded@10", [ranked_list("a", "z"), ranked_list("a", "b")]).value
        == 0.25
    )


def test_paraphrases_with_equal_results_have_no_spread() -> None:
    steady = [
        ranked_list("a", group=1),
        ranked_list("a", group=1),
        ranked_list("b", group=2),
    ]
    assert estimate_measure("spread of precision@10", steady).value == 0
    # Group 1: one paraphrase succeeds, one fails, so the deviation is 0.5. Group 2 has none.
    unsteady = [
        ranked_list("a", group=1),
        ranked_list("b", group=1),
        ranked_list("a", group=2),
    ]
    assert estimate_measure("spread of precision@10", unsteady).value == 0.25


def test_auc_of_the_best_score_separates_queries_with_relevant_products() -> None:
    ranked_lists = [
        ranked_list("a", score=5.0),
        ranked_list("a", score=4.0),
        ranked_list("b", relevant="", score=1.0),
        ranked_list("b", relevant="", score=4.5),
    ]
    assert estimate_measure("ROC-AUC of the best score", ranked_lists).value == 0.75


def scored(relevant: str, **scores: float) -> RankedList:
    query = JudgedQuery(relevant=frozenset(relevant))
    return RankedList(query=query, ids=tuple(scores), scores=tuple(scores.values()))


def test_precision_and_recall_of_matches_compare_with_relevant_products() -> None:
    ranked_lists = [
        scored("ab", a=MIN_SCORE, b=MIN_SCORE - 0.1, c=MIN_SCORE - 0.2),
        scored("ab", c=9.0, a=8.0, b=7.0),
        scored("a", b=0.1, a=0.0),
    ]
    assert estimate_measure("precision of matches", ranked_lists).value == pytest.approx(
        (1 + 2 / 3) / 2
    )
    assert estimate_measure("recall of matches", ranked_lists).value == pytest.approx(
        (1 / 2 + 1 + 0) / 3
    )
