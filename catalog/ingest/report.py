"""An import's problems as CSV, for the program in which the merchant will mend them."""

import csv
from collections.abc import Iterator
from io import StringIO

from catalog.models import ImportRun

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: str) -> str:
    """Text for spreadsheet programs, which would run a cell that starts like a formula."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(_FORMULA) else cell


def problem_lines(run: ImportRun) -> Iterator[str]:
    """One line at a time, header first, beginning with the BOM that Excel wants."""
    yield "\ufeff" + _line("row", "id", "severity", "message")
    for outcome in run.outcomes.iterator():
        yield _line(str(outcome.row), outcome.external_id, outcome.severity, outcome.message)


def _line(*cells: str) -> str:
    text = StringIO()
    csv.writer(text).writerow(inert(cell) for cell in cells)
    return text.getvalue()
