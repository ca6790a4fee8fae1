"""Delimited text (CSV, TSV and their variants) as a table."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import chain
from typing import IO

from catalog.ingest.formats.lines import detect_encoding, encoding_notes, read_lines
from catalog.ingest.formats.records import Record, RecordReader, detect_delimiter
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import (
    MAX_COLUMNS,
    REPEATABLE,
    RawRow,
    Table,
    cells_by_column,
    normalise_header,
)
from catalog.models import Severity

_HEADER_ROW = 1


def read_delimited(stream: IO[bytes]) -> Table:
    """Read CSV, TSV or similar text as a table. Raises FeedError."""
    encoding = detect_encoding(stream)
    with closing(read_lines(stream, encoding.name)) as lines:
        first = next(lines, "\n")
        delimiter = detect_delimiter(first)
        header = next(iter(RecordReader(chain([first], lines), delimiter)), None)
    if not isinstance(header, Record):
        raise FeedError(
            "The first row is empty or unreadable. Write the names of the columns into it."
        )
    if len(header.cells) > MAX_COLUMNS:
        raise FeedError(f"The table has more than {MAX_COLUMNS:,} columns. Remove some.")
    columns = tuple(normalise_header(cell) for cell in header.cells)
    _refuse_repeated(columns)
    return Table(
        columns=columns,
        notes=encoding_notes(encoding),
        header_rows=_HEADER_ROW,
        rows=partial(_rows, stream, encoding.name, delimiter, columns),
    )


def _rows(
    stream: IO[bytes], encoding: str, delimiter: str, columns: tuple[str, ...]
) -> Iterator[RawRow | Problem]:
    with closing(read_lines(stream, encoding)) as lines:
        records = iter(RecordReader(lines, delimiter))
        next(records, None)  # the header
        for record in records:
            yield record if isinstance(record, Problem) else _raw_row(record, columns)


def _raw_row(record: Record, columns: tuple[str, ...]) -> RawRow | Problem:
    if any(cell.strip() for cell in record.cells[len(columns) :]):
        return Problem(
            row=record.row,
            severity=Severity.ERROR,
            message=f"The row has {len(record.cells)} cells but the header has "
            f"{len(columns)}. Quote cells that contain the separator.",
        )
    return RawRow(record.row, cells_by_column(zip(columns, record.cells, strict=False)))


def _refuse_repeated(columns: tuple[str, ...]) -> None:
    for column, count in Counter(columns).items():
        if column and column not in REPEATABLE and count > 1:
            raise FeedError(
                f'Row {_HEADER_ROW} names the column "{column}" more than once. Remove one.'
            )
