import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from lab.evaluation.bootstrap import Estimate
from lab.evaluation.error_reduction import error_reduction, error_reductions
from lab.evaluation.evaluation_report import result_tables, write_report
from lab.evaluation.measurements import Measurement
from lab.evaluation.ranking_variants import SHOP_RANKER


def measurement(ranker: str, measure: str, value: float) -> Measurement:
    estimate = Estimate(value=value, low=value, high=value, queries=10)
    return Measurement(task="changed product", ranker=ranker, measure=measure, estimate=estimate)


AT_1 = [
    measurement(SHOP_RANKER, "recall@1", 0.9),
    measurement("photo only", "recall@1", 0.1),
    measurement("words only", "recall@1", 0.0),
    measurement("plain sum", "recall@1", 0.8),
    measurement("product", "recall@1", 0.85),
]
AT_10 = [
    measurement(SHOP_RANKER, "recall@10", 1.0),
    measurement("photo only", "recall@10", 0.5),
    measurement("words only", "recall@10", 0.3),
    measurement("plain sum", "recall@10", 0.9),
    measurement("product", "recall@10", 0.9),
]


def test_error_reduction_compares_with_the_best_baseline() -> None:
    assert error_reduction(0.9, [0.1, 0.8, 0.0]) == pytest.approx(2)
    assert error_reduction(0.5, [0.75]) == 0.5, "the baseline may be better"
    assert error_reduction(0.5, [1.0]) == 0


@pytest.mark.parametrize("baseline", [0.0, 1.0])
def test_error_reduction_is_undefined_without_failures(baseline: float) -> None:
    assert error_reduction(1.0, [baseline]) is None


def test_error_reduction_needs_results_of_all_baselines() -> None:
    found = {one.measure: one.times for one in error_reductions([*AT_1, *AT_10[:3]])}
    assert found == {"recall@1": pytest.approx(2)}


def test_the_report_shows_error_reductions_in_table_and_json(tmp_path: Path) -> None:
    measurements = [*AT_1, *AT_10]
    screen = io.StringIO()
    console = Console(file=screen, width=120)
    for table in result_tables(measurements):
        console.print(table)
    row = next(line for line in screen.getvalue().splitlines() if "error reduction" in line)
    assert [cell.strip() for cell in row.split("│")[2:4]] == ["2.0 times", "no errors"]
    write_report(tmp_path, measurements, {})
    written = json.loads((tmp_path / "evaluation.json").read_text())["error_reductions"]
    assert [one["times"] for one in written] == [pytest.approx(2), None]
