"""The report of an evaluation on photos: tables, JSON and a plot."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from lab.evaluation.bootstrap import Estimate
from lab.evaluation.interval_plot import interval_plot
from lab.evaluation.measurements import Measurement
from lab.evaluation.photos.comparison import Difference, PhotoMeasurement, differences
from lab.evaluation.photos.photo_evaluation import PhotoEvaluation
from lab.evaluation.ranking_variants import SHOP_RANKER

Column = tuple[str, str]


def summary(evaluation: PhotoEvaluation) -> Iterator[str]:
    """Yield lines about the photos and the encoders."""
    photo_set = evaluation.photo_set
    yield (
        f"{len(photo_set.photos):,} photos. Left out: {photo_set.duplicates:,} copies, "
        f"{len(photo_set.unreadable):,} that cannot be read."
    )
    if photo_set.unreadable:
        yield f"The first of these: {photo_set.unreadable[0]}"
    if photo_set.colours_are_measured:
        yield "Colours are measured on the photos, as labels.csv names none."
    for one in evaluation.encoders:
        yield (
            f"{one.name}: {one.dimension} dimensions, {one.image_size} px, "
            f"{one.photo_ms:.0f} ms to decode and embed a photo."
        )


def photo_tables(measurements: Sequence[PhotoMeasurement]) -> Iterator[Table]:
    """Yield tables of vectors compared directly, and of the shop's search.

    Each compares the first encoder and ranking with another: more do not fit a terminal.
    """
    direct = [one for one in measurements if not one.ranking]
    searched = [one for one in measurements if one.ranking]
    for title, group in (("Vectors compared directly", direct), ("The shop's search", searched)):
        for columns in _compared(list(dict.fromkeys(one.column for one in group))):
            yield _table(title, [one for one in group if one.column in columns])


def _compared(columns: list[Column]) -> list[tuple[Column, ...]]:
    if len(columns) < 2:
        return [tuple(columns)] if columns else []
    return [(columns[0], other) for other in columns[1:]]


def _table(title: str, measurements: Sequence[PhotoMeasurement]) -> Table:
    """Return a table with a column for each encoder and ranking, and for their difference."""
    columns = list(dict.fromkeys(one.column for one in measurements))
    table = Table("measure", "chance", title=title)
    _add_columns(table, [_name(column) for column in columns])
    for task in dict.fromkeys(one.figure.task for one in measurements):
        table.add_section()
        table.add_row(f"[bold]{task}[/bold]")
        _add_rows(table, [one for one in measurements if one.figure.task == task], columns)
    return table


def _add_columns(table: Table, names: Sequence[str]) -> None:
    """Add a column for one name, or for each a letter, which the caption explains."""
    if len(names) == 1:
        table.add_column(escape(names[0]))
        return
    for heading in ("A", "B", "B - A"):
        table.add_column(heading)
    named = zip("AB", names, strict=True)
    table.caption = escape("\n".join(f"{letter}: {name}" for letter, name in named))


def _add_rows(
    table: Table, measurements: Sequence[PhotoMeasurement], columns: Sequence[Column]
) -> None:
    gaps = {(gap.measurement.question, gap.measurement.column): gap.estimate
            for gap in differences(measurements)}  # fmt: skip
    for question in dict.fromkeys(one.question for one in measurements):
        same = {one.column: one for one in measurements if one.question == question}
        table.add_row(
            f"{question[1]}, mean of {question[2]}",
            f"{same[columns[0]].figure.chance:.3f}",
            *(_cell(same[column].estimate) for column in columns),
            *(_cell(gaps[question, column], sign="+") for column in columns[1:]),
        )


def _name(column: Column) -> str:
    encoder, ranking = column
    return encoder if ranking in ("", SHOP_RANKER) else f"{encoder}, {ranking}"


def _cell(estimate: Estimate, *, sign: str = "") -> str:
    low, high = (f"{bound:{sign}.2f}" for bound in (estimate.low, estimate.high))
    return f"{estimate.value:{sign}.3f}\n{low} to {high}"


def write_photo_report(folder: Path, evaluation: PhotoEvaluation) -> None:
    """Write evaluation.json and evaluation.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    report = json.dumps(_report(evaluation), indent=2) + "\n"
    (folder / "evaluation.json").write_text(report, encoding="utf-8")
    plotted = [_plotted(measurement) for measurement in evaluation.measurements]
    highlighted = _name(evaluation.measurements[0].column)
    plot = interval_plot(plotted, highlighted=highlighted)
    (folder / "evaluation.svg").write_text(plot, encoding="utf-8")


def _report(evaluation: PhotoEvaluation) -> dict[str, Any]:
    photo_set = evaluation.photo_set
    return {
        "about": {
            "photos": len(photo_set.photos),
            "copies": photo_set.duplicates,
            "unreadable": list(photo_set.unreadable),
            "colours_are_measured": photo_set.colours_are_measured,
            "encoders": [asdict(encoder) for encoder in evaluation.encoders],
        },
        "figures": [_figure(measurement) for measurement in evaluation.measurements],
        "differences": [_difference(gap) for gap in differences(evaluation.measurements)],
    }


def _figure(measurement: PhotoMeasurement) -> dict[str, Any]:
    figure = measurement.figure
    return {
        **_what(measurement),
        **_interval(measurement.estimate),
        "chance": figure.chance,
        "queries": figure.queries,
        "by_group": dict(figure.by_group),
    }


def _difference(gap: Difference) -> dict[str, Any]:
    base = {"encoder": gap.base.encoder, "ranking": gap.base.ranking}
    return {**_what(gap.measurement), "from": base, **_interval(gap.estimate)}


def _what(measurement: PhotoMeasurement) -> dict[str, Any]:
    task, measure, averaged = measurement.question
    return {
        "task": task,
        "measure": measure,
        "mean_of": averaged,
        "encoder": measurement.encoder,
        "ranking": measurement.ranking,
    }


def _interval(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "groups": estimate.queries,
    }


def _plotted(measurement: PhotoMeasurement) -> Measurement:
    task, measure, averaged = measurement.question
    return Measurement(
        task=task,
        ranker=_name(measurement.column),
        measure=f"{measure}, mean of {averaged}",
        estimate=measurement.estimate,
    )
