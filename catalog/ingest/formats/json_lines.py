"""JSON Lines: one object per product. The names of its members are the columns."""

import json
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import IO

from catalog.ingest.column_names import normalise_header
from catalog.ingest.formats.encodings import Encoding, detect_encoding
from catalog.ingest.formats.lines import MAX_RECORD, read_lines
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import (
    MAX_CELL,
    MAX_COLUMNS,
    Layout,
    RawRow,
    Table,
    row_of_members,
    sample_columns,
)
from catalog.models import Severity


class _LineError(ValueError):
    """A line that cannot be read. The message names the cause and the fix."""


def read_json_lines(stream: IO[bytes], *, encoding: Encoding | None = None) -> Table:
    """Read JSON Lines as a table. Raises FeedError."""
    encoding = encoding or detect_encoding(stream)
    _refuse_array(stream, encoding)
    rows = partial(_rows, stream, encoding)
    return Table(
        columns=sample_columns(rows()),
        notes=encoding.notes,
        header_rows=0,
        rows=rows,
        layout=Layout("JSON Lines", encoding.name),
    )


def _refuse_array(stream: IO[bytes], encoding: Encoding) -> None:
    with closing(read_lines(stream, encoding)) as lines:
        if next((line for line in lines if line.strip()), "").lstrip("\ufeff ").startswith("["):
            raise FeedError(
                "This is one JSON array. Write JSON Lines: an object for each product, "
                "each on a line of its own, without commas between them."
            )


def _rows(stream: IO[bytes], encoding: Encoding) -> Iterator[RawRow | Problem]:
    with closing(read_lines(stream, encoding)) as lines:
        for row, line in enumerate(lines, start=1):
            if line.strip():
                yield _read(row, line)


def _read(row: int, line: str) -> RawRow | Problem:
    try:
        return row_of_members(row, _members(_parse(line)))
    except _LineError as error:
        return Problem(row=row, severity=Severity.ERROR, message=str(error))


def _parse(line: str) -> object:
    if len(line) > MAX_RECORD:
        raise _LineError(f"The line is longer than {MAX_RECORD:,} characters. Shorten it.")
    try:
        # Numbers stay text: as a float, a price of 9.50 would become 9.5.
        # Exports that write an array line by line leave a comma behind each object.
        text = line.rstrip().removesuffix(",")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError as error:
        raise _LineError("The line is nested too deeply. Write a flat object.") from error
    except ValueError as error:
        raise _LineError(f"The line is not valid JSON: {error}.") from error


def _members(value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        raise _LineError("The line is not an object. Write each product as {...}.")
    if len(value) > MAX_COLUMNS:
        raise _LineError(f"The object has more than {MAX_COLUMNS:,} members. Remove some.")
    for name, member in value.items():
        yield normalise_header(_storable(name)), _cell(_storable(name), member)


def _cell(name: str, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    text = ",".join(_text(name, item) for item in values)
    if len(text) > MAX_CELL:
        raise _LineError(
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
        # Google's APIs write a price as {"value": "10.00", "currency": "EUR"}.
        case {"value": str(amount), "currency": str(currency), **others} if not others:
            return _storable(f"{amount} {currency}")
        case _:
            raise _LineError(
                f"{name[:60]} holds an object, or a list of lists. Write a text, a number or a "
                "list of them."
            )


def _storable(text: str) -> str:
    """Remove NUL and replace lone surrogates, which JSON can escape but Postgres cannot store."""
    return text.replace("\0", "").encode(errors="replace").decode()
