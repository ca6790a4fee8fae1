"""Figures as a table, as JSON and as a plot."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from catalog.evaluation.figures import Figure
from catalog.evaluation.plot import plotted


def table_of(figures: Sequence[Figure]) -> Table:
    table = Table("task", "ranked by", "measure", "figure", "95 % interval", "queries")
    previous = ""
    for figure in figures:
        if figure.task != previous:
            table.add_section()
        previous = figure.task
        table.add_row(*_cells(figure))
    return table


def write_report(folder: Path, figures: Sequence[Figure], about: Mapping[str, str | int]) -> None:
    """`about` says what was evaluated: the encoder, the shop's size."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {"about": dict(about), "figures": [asdict(figure) for figure in figures]}
    (folder / "evaluation.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (folder / "evaluation.svg").write_text(plotted(figures), encoding="utf-8")


def _cells(figure: Figure) -> tuple[str, ...]:
    estimate = figure.estimate
    interval = f"{estimate.low:.3f} to {estimate.high:.3f}"
    return (figure.task, figure.ranker, figure.measure, f"{estimate.value:.3f}", interval,
            str(estimate.queries))  # fmt: skip
