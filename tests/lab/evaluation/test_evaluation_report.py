from lab.evaluation.bootstrap import Estimate
from lab.evaluation.evaluation_report import result_tables
from lab.evaluation.measurements import Measurement
from lab.evaluation.ranking_variants import SHOP_RANKER


def measurement(ranker: str, value: float) -> Measurement:
    estimate = Estimate(value=value, low=value, high=value, queries=10)
    return Measurement(task="words", ranker=ranker, measure="recall@1", estimate=estimate)


def test_other_rankings_have_a_table_below_that_of_the_search() -> None:
    search, rankings = result_tables(
        [measurement(SHOP_RANKER, 0.9), measurement("min_score=1", 0.8)]
    )
    assert (search.title, rankings.title) == ("The search", "Rankings: words")
    assert search.row_count == 1
    assert list(rankings.columns[0].cells) == [SHOP_RANKER, "min_score=1"]
