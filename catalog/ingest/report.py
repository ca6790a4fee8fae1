"""Reports of an import as CSV, which the merchant opens in a spreadsheet."""

import csv
from collections.abc import Iterator
from io import StringIO

from catalog.ingest.guarded_cells import guarded
from catalog.models import ImportRun, LeftAlone, ProblemGroup


def problem_lines(run: ImportRun) -> Iterator[str]:
    """Yield the lines of the CSV: errors before warnings, by cause, then by row.

    It has every row that the file lost. Of other problems it has the first rows, and the number of
    all. The header begins with a BOM, by which Excel detects UTF-8.
    """
    yield "\ufeff" + _line("row", "id", "severity", "message")
    for group in run.problem_groups.worst_first():
        written = 0
        for row, external_id, message in _rows(group):
            written += 1
            yield _line(str(row), external_id, group.severity, message)
        if written < group.count:
            yield _line("", "", group.severity, _more(group, group.count - written))


def left_alone_lines(run: ImportRun) -> Iterator[str]:
    """Yield the lines of a CSV of the products that the run's undo left alone, with the fields."""
    yield "\ufeff" + _line("id", "left alone")
    for left in LeftAlone.objects.filter(run=run).order_by("external_id", "pk").iterator():
        yield _line(left.external_id, "; ".join(left.fields))


def _rows(group: ProblemGroup) -> Iterator[tuple[int, str, str]]:
    for outcome in group.outcomes.all():
        yield outcome.row, outcome.external_id, outcome.message
    for further in group.further_rows.iterator(chunk_size=10):
        yield from zip(further.rows, further.external_ids, further.messages, strict=True)


def _more(group: ProblemGroup, count: int) -> str:
    first = group.outcomes.all()[0]
    return f"{count:,} more rows as row {first.row}: {first.message}"


def _line(*cells: str) -> str:
    text = StringIO()
    csv.writer(text).writerow(guarded(cell) for cell in cells)
    return text.getvalue()
