"""Figures as tables, as JSON and as a plot."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from lab.evaluation.error_reduction import ErrorReduction, error_reductions
from lab.evaluation.figures import OURS, Figure
from lab.evaluation.index_recall import INDEX
from lab.evaluation.plot import plotted


def tables_of(figures: Sequence[Figure]) -> Iterator[Table]:
    """The search; the fusion rules side by side, per task; the index against exact search."""
    yield _listed("The search", [one for one in figures if one.ranker == OURS])
    rules = [one for one in figures if one.ranker not in (OURS, INDEX)]
    for task in dict.fromkeys(one.task for one in rules):
        rivals = [one for one in figures if one.task == task and one.ranker != INDEX]
        yield _side_by_side(f"Fusion rules: {task}", rivals)
    if index := [one for one in figures if one.ranker == INDEX]:
        yield _listed("The HNSW index alone", index)


def write_report(folder: Path, figures: Sequence[Figure], about: Mapping[str, str | int]) -> None:
    """`about` says what was evaluated: the encoder, the shop's size."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        "about": dict(about),
        "figures": [asdict(figure) for figure in figures],
        "error_reductions": [asdict(one) for one in error_reductions(figures)],
    }
    (folder / "evaluation.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (folder / "evaluation.svg").write_text(plotted(figures), encoding="utf-8")


def _listed(title: str, figures: Sequence[Figure]) -> Table:
    table = Table("task", "measure", "figure", "95 % interval", "queries", title=title)
    previous = ""
    for figure in figures:
        if new := figure.task != previous:
            table.add_section()
        previous = figure.task
        table.add_row(figure.task if new else "", figure.measure, *_cells(figure))
    return table


def _cells(figure: Figure) -> tuple[str, str, str]:
    one = figure.estimate
    return f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}", str(one.queries)


def _side_by_side(title: str, figures: Sequence[Figure]) -> Table:
    measures = list(dict.fromkeys(figure.measure for figure in figures))
    table = Table("ranked by", *measures, title=title)
    values = {(one.ranker, one.measure): f"{one.estimate.value:.3f}" for one in figures}
    for ranker in dict.fromkeys(figure.ranker for figure in figures):
        table.add_row(ranker, *(values[ranker, measure] for measure in measures))
    if reduced := {one.measure: _times(one) for one in error_reductions(figures)}:
        table.add_section()
        table.add_row("error reduction", *(reduced.get(measure, "") for measure in measures))
    return table


def _times(reduction: ErrorReduction) -> str:
    return "no errors" if reduction.times is None else f"{reduction.times:.1f} times"
