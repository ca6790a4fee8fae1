"""Delimited text (CSV, TSV and their variants) as a table."""

from collections.abc import Collection, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from typing import IO

from catalog.ingest.cell_faults import with_wrong_bytes_read
from catalog.ingest.formats.encodings import Encoding, detect_encoding
from catalog.ingest.formats.header import Header, find_header
from catalog.ingest.formats.lines import read_lines
from catalog.ingest.formats.records import Record, RecordReader
from catalog.ingest.problems import Problem
from catalog.ingest.table import Layout, Originals, RawRow, Table, row_of_columns
from catalog.models import Severity


def read_delimited(
    stream: IO[bytes], known: Collection[str] = (), *, encoding: Encoding | None = None
) -> Table:
    """Read CSV, TSV or similar text as a table, whose header has `known` columns.

    Raises FeedError.
    """
    encoding = encoding or detect_encoding(stream)
    with closing(read_lines(stream, encoding)) as lines:
        header = find_header(lines, known)
    return Table(
        columns=header.columns,
        notes=(*encoding.notes, *_notes(header)),
        header_rows=header.last_row,
        rows=partial(_rows, stream, encoding, header),
        layout=Layout("CSV", encoding.name, header.delimiter),
        originals=Originals(
            header=tuple(map(_name, header.names)),
            rows=partial(_original_rows, stream, encoding, header),
        ),
    )


def _name(cell: str) -> str:
    return with_wrong_bytes_read(cell).strip("\ufeff \t\r\n")


def _notes(header: Header) -> list[str]:
    if not header.has_text_above:
        return []
    return [f"Row {header.row} was taken for the header. What is above it was left out."]


def _original_rows(
    stream: IO[bytes], encoding: Encoding, header: Header
) -> Iterator[tuple[int, list[str]]]:
    with closing(read_lines(stream, encoding)) as lines:
        reader = RecordReader(islice(lines, header.skipped_lines, None), header.delimiter)
        for record in reader:
            if record.row > header.last_row:
                yield record.row, list(map(with_wrong_bytes_read, reader.original_cells()))


def _rows(stream: IO[bytes], encoding: Encoding, header: Header) -> Iterator[RawRow | Problem]:
    with closing(read_lines(stream, encoding)) as lines:
        table = islice(lines, header.skipped_lines, None)
        for record in RecordReader(table, header.delimiter):
            if record.row > header.last_row:
                yield record if isinstance(record, Problem) else _raw_row(record, header.columns)


def _raw_row(record: Record, columns: tuple[str, ...]) -> RawRow | Problem:
    if any(cell.strip() for cell in record.cells[len(columns) :]):
        return Problem(
            row=record.row,
            severity=Severity.ERROR,
            message=f"The row has {len(record.cells)} cells but the header has "
            f"{len(columns)}. Quote cells that contain the separator.",
        )
    return row_of_columns(record.row, zip(columns, record.cells, strict=False))
