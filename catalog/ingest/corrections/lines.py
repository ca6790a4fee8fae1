"""The file of the rows to correct: CSV, with the reasons in a column before the file's own.

A run reads it as a part of a catalog: see catalog.ingest.shop_file.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from itertools import chain
from pathlib import PurePath
from typing import Final

from catalog.ingest.column_memory import read_options
from catalog.ingest.corrections.cells import rows_as_cells
from catalog.ingest.corrections.needed_rows import needed_rows
from catalog.ingest.corrections.reasons import invalid_rows, reasons
from catalog.ingest.decimal_marks import marks_of
from catalog.ingest.guarded_cells import guarded
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.shop_file import Kind, column_name
from catalog.ingest.source import Source, open_source
from catalog.models import ImportRun

NO_PROBLEM: Final = "No problem: a row above or below needs this one. Leave it as it is."
_CUT: Final = "It cannot be shown here. Mend it in the file that you uploaded."
_LAST: Final = (2**31, "")  # after all reasons


def file_name(run: ImportRun) -> str:
    """Return a name that no other feed of the merchant has: not even that of other corrections."""
    stem = PurePath(run.original_name).stem.removesuffix(".csv")[:100]
    return f"{stem}-corrections-{run.pk}.csv"


def correction_lines(run: ImportRun) -> Iterator[str]:
    """Yield the lines of the invalid rows with the original cells, and of the rows that they need.

    The header begins with a BOM, by which Excel detects UTF-8. Raises FeedError, FileNotFoundError
    and StorageError before the first line.
    """
    with _open(run) as source:
        invalid = invalid_rows(run)
        chosen = needed_rows(source, invalid)
        table = rows_as_cells(source, chosen)
        delimiter = source.table.layout.delimiter or ","
        name = column_name(Kind.CORRECTIONS, _options(source))
        yield "\ufeff" + _line([name, *map(guarded, table.header)], delimiter)
        wanted = chain(reasons(run), [_LAST])
        row, reason = next(wanted)
        for number, cells in table.rows():
            while row < number:
                row, reason = next(wanted)
            if number in chosen:
                said = reason if row == number else NO_PROBLEM
                said = said if cells else f"{said} {_CUT}"
                yield _line([guarded(said), *(guarded(cell.strip()) for cell in cells)], delimiter)


@contextmanager
def _open(run: ImportRun) -> Iterator[Source]:
    if not run.file:
        raise FileNotFoundError
    options = read_options(run)
    with run.file.open("rb") as file, open_source(file, options=options) as source:
        yield replace(source, table=marks_of(source.table, source.dialect.prices))


def _options(source: Source) -> ReadOptions:
    """Return how the rows are to be read, with what only the whole file shows."""
    shown = source.table.layout.decimal_marks
    mark = source.options.decimal_mark or ("unknown" if len(shown) > 1 else shown)
    return replace(source.options, dialect=source.dialect.name, decimal_mark=mark)


def _line(cells: list[str], delimiter: str) -> str:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerow(cells)
    return text.getvalue()
