"""A delimited text file (CSV, TSV and their like) as a table."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import chain
from typing import IO

from catalog.ingest.lines import Encoding, detect_encoding, read_lines
from catalog.ingest.problems import HEADER_ROW, FeedError, Problem
from catalog.ingest.records import Record, RecordReader, detect_delimiter
from catalog.ingest.table import (
    MAX_COLUMNS,
    REPEATABLE,
    RawRow,
    Table,
    named_cells,
    normalise_header,
)
from catalog.models import Severity

_GUESSED = "The file is not UTF-8, so it was read as Windows-1252. Check accented letters."


def read_delimited(stream: IO[bytes]) -> Table:
    """Raises FeedError."""
    encoding = detect_encoding(stream)
    with closing(read_lines(stream, encoding.name)) as lines:
        first = next(lines, "\n")
        delimiter = detect_delimiter(first)
        header = next(iter(RecordReader(chain([first], lines), delimiter)), None)
    if not isinstance(header, Record):
        raise FeedError("The first row is empty or unreadable; it must name the columns.")
    if len(header.cells) > MAX_COLUMNS:
        raise FeedError(f"The table has more than {MAX_COLUMNS:,} columns. Leave out some.")
    columns = tuple(normalise_header(cell) for cell in header.cells)
    _refuse_repeated(columns)
    return Table(
        columns=columns,
        notes=encoding_notes(encoding),
        header_rows=HEADER_ROW,
        rows=partial(_rows, stream, encoding.name, delimiter, columns),
    )


def encoding_notes(encoding: Encoding) -> tuple[str, ...]:
    return (_GUESSED,) if encoding.guessed else ()


def _rows(
    stream: IO[bytes], encoding: str, delimiter: str, columns: tuple[str, ...]
) -> Iterator[RawRow | Problem]:
    with closing(read_lines(stream, encoding)) as lines:
        reader = iter(RecordReader(lines, delimiter))
        next(reader, None)  # the header
        for record in reader:
            yield record if isinstance(record, Problem) else _named(record, columns)


def _named(record: Record, columns: tuple[str, ...]) -> RawRow | Problem:
    if any(cell.strip() for cell in record.cells[len(columns) :]):
        return Problem(
            row=record.row,
            severity=Severity.ERROR,
            message=f"The row has {len(record.cells)} cells but the header has "
            f"{len(columns)}. Quote cells that contain the separator.",
        )
    return RawRow(record.row, named_cells(zip(columns, record.cells, strict=False)))


def _refuse_repeated(columns: tuple[str, ...]) -> None:
    for column, count in Counter(columns).items():
        if column and column not in REPEATABLE and count > 1:
            raise FeedError(
                f'Row {HEADER_ROW} names the column "{column}" more than once; remove one.'
            )
