import io

import pytest
from rich.console import Console

from lab.evaluation.photos.comparison import PhotoMeasurement, differences
from lab.evaluation.photos.photo_report import photo_tables
from lab.training.photo_measures.figures import Figure


def measurement(encoder: str, *values: float, task: str = "task") -> PhotoMeasurement:
    figure = Figure(
        task=task, measure="recall@1", averaged="labels", chance=0.1, queries=9,
        by_group={str(number): value for number, value in enumerate(values)},
    )  # fmt: skip
    return PhotoMeasurement(encoder=encoder, figure=figure)


def test_a_figure_is_the_mean_of_its_groups_with_an_interval() -> None:
    estimate = measurement("a", 0.0, 0.5, 1.0).estimate
    assert estimate.value == 0.5
    assert estimate.low < 0.5 < estimate.high
    assert estimate.queries == 3


def test_a_difference_that_all_groups_share_is_certain_though_the_figures_are_not() -> None:
    (gap,) = differences([measurement("a", 0.1, 0.5, 0.8), measurement("b", 0.2, 0.6, 0.9)])
    assert gap.base.encoder == "a"
    assert gap.measurement.encoder == "b"
    assert (gap.estimate.low, gap.estimate.value, gap.estimate.high) == pytest.approx((0.1,) * 3)


def test_every_encoder_is_compared_with_the_first_by_task() -> None:
    gaps = differences([
        measurement("a", 0.5), measurement("a", 0.2, task="other"),
        measurement("b", 0.7), measurement("b", 0.1, task="other"),
        measurement("c", 0.4), measurement("c", 0.3, task="other"),
    ])  # fmt: skip
    assert [(gap.measurement.encoder, round(gap.estimate.value, 6)) for gap in gaps] == [
        ("b", 0.2), ("b", -0.1), ("c", -0.1), ("c", 0.1),
    ]  # fmt: skip


@pytest.mark.parametrize("encoders", ["a", "ab", "abcdef"])
def test_tables_of_any_number_of_encoders_fit_a_terminal(encoders: str) -> None:
    measured = [measurement(f"encoder {name}", 0.5, 0.875, 1.0) for name in encoders]
    console = Console(file=io.StringIO(), width=80)
    for table in photo_tables(measured):
        console.print(table)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    compared = max(1, len(encoders) - 1)
    assert text.count("recall@1, mean of") == compared
    assert text.count(" 0.56 to 1.00 ") == compared * min(2, len(encoders))
    for name in encoders:
        assert f"encoder {name}" in text
