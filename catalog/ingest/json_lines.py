"""JSON Lines: an object for each product, its members named as a table's columns."""

import json
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from typing import IO

from catalog.ingest.delimited import encoding_notes
from catalog.ingest.lines import MAX_RECORD, detect_encoding, read_lines
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import (
    MAX_CELL,
    MAX_COLUMNS,
    RawRow,
    Table,
    named_cells,
    normalise_header,
)
from catalog.models import Severity

# There is no header: what the first so many name are its columns.
SAMPLED = 100


class _NotARow(ValueError):
    """The message says why."""


def read_json_lines(stream: IO[bytes]) -> Table:
    """Raises FeedError."""
    encoding = detect_encoding(stream)
    rows = partial(_rows, stream, encoding.name)
    _refuse_array(stream, encoding.name)
    columns = named_by(rows())
    return Table(columns=columns, notes=encoding_notes(encoding), header_rows=0, rows=rows)


def named_by(rows: Iterator[RawRow | Problem]) -> tuple[str, ...]:
    """The columns of the first rows, each once."""
    first = (row for row in islice(rows, SAMPLED) if isinstance(row, RawRow))
    return tuple(dict.fromkeys(column for row in first for column in row.cells))


def _refuse_array(stream: IO[bytes], encoding: str) -> None:
    with closing(read_lines(stream, encoding)) as lines:
        if next((line for line in lines if line.strip()), "").lstrip("\ufeff ").startswith("["):
            raise FeedError(
                "This is one JSON array. Write JSON Lines: an object for each product, "
                "each on a line of its own, without commas between them."
            )


def _rows(stream: IO[bytes], encoding: str) -> Iterator[RawRow | Problem]:
    with closing(read_lines(stream, encoding)) as lines:
        for row, line in enumerate(lines, start=1):
            if line.strip():
                yield _read(row, line)


def _read(row: int, line: str) -> RawRow | Problem:
    try:
        return RawRow(row, named_cells(_members(_parsed(line))))
    except _NotARow as error:
        return Problem(row=row, severity=Severity.ERROR, message=str(error))


def _parsed(line: str) -> object:
    if len(line) > MAX_RECORD:
        raise _NotARow(f"The line is longer than {MAX_RECORD:,} characters.")
    try:
        # Numbers as they stand: 9.50 is a price, and 0.1 a price of ten cents.
        return json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError as error:
        raise _NotARow("The line is nested too deeply.") from error
    except ValueError as error:
        raise _NotARow(f"The line is not valid JSON: {error}.") from error


def _members(value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        raise _NotARow("The line is not an object, as {...}.")
    if len(value) > MAX_COLUMNS:
        raise _NotARow(f"The object has more than {MAX_COLUMNS:,} members. Leave out some.")
    for name, member in value.items():
        yield normalise_header(_storable(name)), _cell(_storable(name), member)


def _cell(name: str, value: object) -> str:
    listed = value if isinstance(value, list) else [value]
    text = ",".join(_text(name, one) for one in listed)
    if len(text) > MAX_CELL:
        raise _NotARow(
            f"{name[:60]} has {len(text):,} characters; the limit is {MAX_CELL:,}. Shorten it."
        )
    return text


def _text(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return _storable(value)
        case _:
            raise _NotARow(
                f"{name[:60]} holds an object, or a list of lists. Write a text, a number or a "
                "list of them."
            )


def _storable(text: str) -> str:
    """JSON may escape what no database keeps: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode(errors="replace").decode()
