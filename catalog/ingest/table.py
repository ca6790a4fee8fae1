"""A delimited text file as rows of named cells."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import IO

from catalog.ingest.lines import detect_encoding, read_lines
from catalog.ingest.problems import HEADER_ROW, FeedError, Problem
from catalog.ingest.records import Record, RecordReader, detect_delimiter
from catalog.models import Severity

# Columns a feed may repeat; their cells are joined with commas.
REPEATABLE = frozenset({"additional_image_link"})


@dataclass(frozen=True, slots=True)
class RawRow:
    row: int
    cells: dict[str, str]  # by normalised header; trimmed; empty cells are left out


@dataclass(frozen=True, slots=True)
class Table:
    """Can be read any number of times, one pass at a time, one row in memory."""

    stream: IO[bytes]
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]  # about the file as a whole

    def rows(self) -> Iterator[RawRow | Problem]:
        with closing(read_lines(self.stream, self.encoding)) as lines:
            reader = iter(RecordReader(lines, self.delimiter))
            next(reader, None)  # the header
            for record in reader:
                yield record if isinstance(record, Problem) else self._named(record)

    def _named(self, record: Record) -> RawRow | Problem:
        if any(cell.strip() for cell in record.cells[len(self.columns) :]):
            return Problem(
                row=record.row,
                severity=Severity.ERROR,
                message=f"The row has {len(record.cells)} cells but the header has "
                f"{len(self.columns)}. Quote cells that contain the separator.",
            )
        cells: dict[str, str] = {}
        for column, cell in zip(self.columns, record.cells, strict=False):
            if value := cell.strip():
                cells[column] = f"{cells[column]},{value}" if column in cells else value
        return RawRow(record.row, cells)


def read_table(stream: IO[bytes]) -> Table:
    """Raises FeedError."""
    encoding = detect_encoding(stream)
    with closing(read_lines(stream, encoding.name)) as lines:
        first = next(lines, "\n")
        delimiter = detect_delimiter(first)
        header = next(iter(RecordReader(chain([first], lines), delimiter)), None)
    if not isinstance(header, Record):
        raise FeedError("The first row is empty or unreadable; it must name the columns.")
    notes = (
        ("The file is not UTF-8, so it was read as Windows-1252. Check accented letters.",)
        if encoding.guessed
        else ()
    )
    columns = tuple(normalise_header(cell) for cell in header.cells)
    _refuse_repeated(columns)
    return Table(stream, encoding.name, delimiter, columns, notes)


def normalise_header(cell: str) -> str:
    """As feeds.md has it: any case, spaces as underscores, without a leading "g:"."""
    name = "_".join(cell.strip().strip("\ufeff").casefold().split())
    return name.removeprefix("g:")


def _refuse_repeated(columns: tuple[str, ...]) -> None:
    for column in columns:
        if column and column not in REPEATABLE and columns.count(column) > 1:
            raise FeedError(
                f'Row {HEADER_ROW} names the column "{column}" more than once; remove one.'
            )
