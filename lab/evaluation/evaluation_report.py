"""The report of an evaluation: tables, JSON and a plot."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from lab.evaluation.error_reduction import ErrorReduction, error_reductions
from lab.evaluation.index_recall import INDEX
from lab.evaluation.interval_plot import interval_plot
from lab.evaluation.measurements import Measurement
from lab.evaluation.ranking_variants import SHOP_RANKER


def result_tables(measurements: Sequence[Measurement]) -> Iterator[Table]:
    """Yield tables of the search, of other rankings, of fusion rules, and of the index's recall."""
    yield _measurement_table("The search", [m for m in measurements if m.ranker == SHOP_RANKER])
    variants = [m for m in measurements if "=" in m.ranker]
    yield from _comparison_tables("Rankings", variants, measurements)
    rules = [m for m in measurements if m.ranker not in (SHOP_RANKER, INDEX)]
    yield from _comparison_tables(
        "Fusion rules", [m for m in rules if m not in variants], measurements
    )
    if index := [m for m in measurements if m.ranker == INDEX]:
        yield _measurement_table("Recall of the HNSW index", index)


def _comparison_tables(
    title: str, compared: Sequence[Measurement], measurements: Sequence[Measurement]
) -> Iterator[Table]:
    """Yield one table per task, with the shop's search in its first row."""
    for task in dict.fromkeys(m.task for m in compared):
        search = [m for m in measurements if m.task == task and m.ranker == SHOP_RANKER]
        others = [m for m in compared if m.task == task]
        yield _comparison_table(f"{title}: {task}", [*search, *others])


def write_report(
    folder: Path, measurements: Sequence[Measurement], about: Mapping[str, str | int]
) -> None:
    """Write evaluation.json and evaluation.svg. `about` describes the encoder that was used."""
    folder.mkdir(parents=True, exist_ok=True)
    report = {
        "about": dict(about),
        "figures": [asdict(measurement) for measurement in measurements],
        "error_reductions": [asdict(m) for m in error_reductions(measurements)],
    }
    (folder / "evaluation.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (folder / "evaluation.svg").write_text(interval_plot(measurements), encoding="utf-8")


def _measurement_table(title: str, measurements: Sequence[Measurement]) -> Table:
    table = Table("task", "measure", "value", "95 % interval", "queries", title=title)
    previous = ""
    for measurement in measurements:
        if new := measurement.task != previous:
            table.add_section()
        previous = measurement.task
        table.add_row(measurement.task if new else "", measurement.measure, *_cells(measurement))
    return table


def _cells(measurement: Measurement) -> tuple[str, str, str]:
    estimate = measurement.estimate
    interval = f"{estimate.low:.3f} to {estimate.high:.3f}"
    return f"{estimate.value:.3f}", interval, str(estimate.queries)


def _comparison_table(title: str, measurements: Sequence[Measurement]) -> Table:
    measures = list(dict.fromkeys(measurement.measure for measurement in measurements))
    table = Table("ranked by", *measures, title=title)
    values = {(m.ranker, m.measure): f"{m.estimate.value:.3f}" for m in measurements}
    for ranker in dict.fromkeys(measurement.ranker for measurement in measurements):
        table.add_row(ranker, *(values[ranker, measure] for measure in measures))
    if reductions := {m.measure: _times(m) for m in error_reductions(measurements)}:
        table.add_section()
        table.add_row("error reduction", *(reductions.get(measure, "") for measure in measures))
    return table


def _times(reduction: ErrorReduction) -> str:
    return "no errors" if reduction.times is None else f"{reduction.times:.1f} times"
