import pytest

from catalog.search.ranking import RANKING
from lab.evaluation.estimates import mean_of
from lab.evaluation.judged import JudgedQuery, Ranking
from lab.evaluation.measures import measured

CLOSE = RANKING.min_score


def ranking(*found: str, relevant: str = "a", group: int = 0, score: float = 0.0) -> Ranking:
    query = JudgedQuery(relevant=frozenset(relevant), unwanted=frozenset("z"), group=group)
    return Ranking(query=query, found=found, scores=(score,))


def test_a_figure_is_the_mean_over_the_queries() -> None:
    rankings = [ranking("a", "b"), ranking("b", "a"), ranking("b", "c"), ranking("a")]
    assert measured("recall@1", rankings).value == 0.5
    assert measured("MRR", rankings).value == pytest.approx((1 + 0.5 + 0 + 1) / 4)
    assert measured("recall@1", rankings).queries == 4


def test_the_interval_holds_the_figure_and_shrinks_with_more_queries() -> None:
    few, many = mean_of([0.0, 1.0] * 10), mean_of([0.0, 1.0] * 1000)
    assert few.low < 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_the_same_rankings_give_the_same_interval() -> None:
    assert mean_of([0.0, 1.0, 1.0]) == mean_of([0.0, 1.0, 1.0])


def test_what_is_excluded_and_found_all_the_same_is_counted() -> None:
    assert measured("excluded@10", [ranking("a", "z"), ranking("a", "b")]).value == 0.25


def test_paraphrases_that_find_the_same_have_no_spread() -> None:
    steady = [ranking("a", group=1), ranking("a", group=1), ranking("b", group=2)]
    assert measured("spread of precision@10", steady).value == 0
    # One wording finds it, the other does not: deviation 0.5; the other request has none.
    unsteady = [ranking("a", group=1), ranking("b", group=1), ranking("a", group=2)]
    assert measured("spread of precision@10", unsteady).value == 0.25


def test_the_best_score_tells_what_the_shop_can_answer() -> None:
    rankings = [
        ranking("a", score=5.0),
        ranking("a", score=4.0),
        ranking("b", relevant="", score=1.0),
        ranking("b", relevant="", score=4.5),
    ]
    assert measured("ROC-AUC of the best score", rankings).value == 0.75


def scored(relevant: str, **scores: float) -> Ranking:
    query = JudgedQuery(relevant=frozenset(relevant))
    return Ranking(query=query, found=tuple(scores), scores=tuple(scores.values()))


def test_what_is_counted_is_held_against_what_is_right() -> None:
    rankings = [
        scored("ab", a=CLOSE, b=CLOSE - 0.1, c=CLOSE - 0.2),
        scored("ab", c=9.0, a=8.0, b=7.0),
        scored("a", b=0.1, a=0.0),
    ]
    assert measured("precision of the close", rankings).value == pytest.approx((1 + 2 / 3) / 2)
    assert measured("recall of the close", rankings).value == pytest.approx((1 / 2 + 1 + 0) / 3)
