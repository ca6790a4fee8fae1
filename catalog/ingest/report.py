"""The problems of an import as CSV, which the merchant opens in a spreadsheet."""

import csv
from collections.abc import Iterator
from io import StringIO

from catalog.models import ImportRun

# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def escape_formula(cell: str) -> str:
    """Prefix an apostrophe to a cell that a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(_FORMULA_START) else cell


def problem_lines(run: ImportRun) -> Iterator[str]:
    """Yield the lines of the CSV. The header begins with a BOM, by which Excel detects UTF-8."""
    yield "\ufeff" + _line("row", "id", "severity", "message")
    for outcome in run.outcomes.iterator():
        yield _line(str(outcome.row), outcome.external_id, outcome.severity, outcome.message)


def _line(*cells: str) -> str:
    text = StringIO()
    csv.writer(text).writerow(escape_formula(cell) for cell in cells)
    return text.getvalue()
