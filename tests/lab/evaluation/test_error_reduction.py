import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from lab.evaluation.error_reduction import error_reduction, error_reductions
from lab.evaluation.estimates import Estimate
from lab.evaluation.figures import OURS, Figure
from lab.evaluation.report import tables_of, write_report


def figure(ranker: str, measure: str, value: float) -> Figure:
    estimate = Estimate(value=value, low=value, high=value, queries=10)
    return Figure(task="changed product", ranker=ranker, measure=measure, estimate=estimate)


AT_1 = [
    figure(OURS, "recall@1", 0.9),
    figure("photo only", "recall@1", 0.1),
    figure("words only", "recall@1", 0.0),
    figure("plain sum", "recall@1", 0.8),
    figure("product", "recall@1", 0.85),
]
AT_10 = [
    figure(OURS, "recall@10", 1.0),
    figure("photo only", "recall@10", 0.5),
    figure("words only", "recall@10", 0.3),
    figure("plain sum", "recall@10", 0.9),
    figure("product", "recall@10", 0.9),
]


def test_it_compares_with_the_best_of_the_others() -> None:
    assert error_reduction(0.9, [0.1, 0.8, 0.0]) == pytest.approx(2)
    assert error_reduction(0.5, [0.75]) == 0.5, "ours may be worse"
    assert error_reduction(0.5, [1.0]) == 0


@pytest.mark.parametrize("other", [0.0, 1.0])
def test_there_is_no_number_where_ours_never_fails(other: float) -> None:
    assert error_reduction(1.0, [other]) is None


def test_only_the_simplest_rules_count_and_only_where_all_are_known() -> None:
    found = {one.measure: one.times for one in error_reductions([*AT_1, *AT_10[:3]])}
    assert found == {"recall@1": pytest.approx(2)}


def test_the_table_and_the_file_say_so(tmp_path: Path) -> None:
    figures = [*AT_1, *AT_10]
    screen = io.StringIO()
    console = Console(file=screen, width=120)
    for table in tables_of(figures):
        console.print(table)
    row = next(line for line in screen.getvalue().splitlines() if "error reduction" in line)
    assert [cell.strip() for cell in row.split("│")[2:4]] == ["2.0 times", "no errors"]
    write_report(tmp_path, figures, {})
    written = json.loads((tmp_path / "evaluation.json").read_text())["error_reductions"]
    assert [one["times"] for one in written] == [pytest.approx(2), None]
