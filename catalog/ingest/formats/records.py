"""Splits lines into records (lists of cells).

The csv module alone would let one unterminated quote swallow the rest of the file.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.ingest.formats.lines import MAX_RECORD
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import MAX_CELL
from catalog.models import Severity

# Each unterminated quote costs a look-ahead of up to MAX_RECORD characters, so this bounds what a
# hostile file costs.
MAX_UNTERMINATED = 50
_UNTERMINATED = (
    'A quote (") is opened and never closed. Close it, or write quotes inside a cell twice ("").'
)

# A limit of the whole process, so it is never lowered here. MAX_RECORD and MAX_CELL are stricter.
csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_RECORD))


@dataclass(frozen=True, slots=True)
class Record:
    row: int  # as a spreadsheet counts rows: the header is 1
    cells: list[str]


@dataclass(slots=True)
class RecordReader:
    lines: Iterator[str]
    delimiter: str
    _row: int = 0
    _unterminated: int = 0
    _text: str = ""  # of the last record
    _put_back: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[Record | Problem]:
        while (line := self._next_line()) is not None:
            self._row += 1
            record = self._read_record(line)
            if isinstance(record, Problem):
                yield record
            elif record.strip():
                yield self._split(record)

    def original_cells(self) -> list[str]:
        """Return the cells of the last record, which may be unreadable; none if it was cut."""
        if len(self._text) > MAX_RECORD:
            return []
        text = self._text.removesuffix("\n")
        if ends_inside_quotes(text, self.delimiter, inside=False):
            return next(csv.reader([text], delimiter=self.delimiter, quoting=csv.QUOTE_NONE))
        return next(csv.reader([text], delimiter=self.delimiter))

    def _next_line(self) -> str | None:
        return self._put_back.popleft() if self._put_back else next(self.lines, None)

    def _read_record(self, first: str) -> str | Problem:
        """Return the record that starts with this line. A quoted cell may span several lines."""
        lines = [first]
        size = len(first)
        inside = ends_inside_quotes(first, self.delimiter, inside=False)
        while inside and size <= MAX_RECORD and (line := self._next_line()) is not None:
            lines.append(line)
            size += len(line)
            inside = ends_inside_quotes(line, self.delimiter, inside=True)
        self._text = first if inside else "".join(lines)
        if inside:
            return self._give_up(lines)
        if size > MAX_RECORD:
            return self._error(f"The row is longer than {MAX_RECORD:,} characters. Shorten it.")
        return self._text

    def _give_up(self, lines: list[str]) -> Problem:
        """Report an unclosed quote. Only its first line is lost; later ones are read as rows."""
        self._put_back.extendleft(reversed(lines[1:]))
        self._unterminated += 1
        if self._unterminated > MAX_UNTERMINATED:
            raise FeedError(
                f"More than {MAX_UNTERMINATED} rows have unterminated quotes, the last of them "
                f"row {self._row}. Export the file again as CSV with quoted text."
            )
        return self._error(_UNTERMINATED)

    def _split(self, text: str) -> Record | Problem:
        cells = next(csv.reader([text.removesuffix("\n")], delimiter=self.delimiter))
        longest = max(len(cell) for cell in cells)
        if longest > MAX_CELL:
            return self._error(
                f"A cell has {longest:,} characters; the limit is {MAX_CELL:,}. Shorten it."
            )
        return Record(self._row, cells)

    def _error(self, message: str) -> Problem:
        return Problem(row=self._row, message=message, severity=Severity.ERROR)


def ends_inside_quotes(line: str, delimiter: str, *, inside: bool) -> bool:
    """Whether a quoted cell is still open at the end of this line.

    As in the csv module, a quote opens a cell only as its first character.
    """
    position = 0
    if not inside and line.startswith('"'):
        inside, position = True, 1
    while True:
        if inside:
            position = _after_closing_quote(line, position)
            if position < 0:
                return True
        opening = line.find(f'{delimiter}"', position)
        if opening < 0:
            return False
        inside, position = True, opening + 2


def _after_closing_quote(line: str, position: int) -> int:
    while (quote := line.find('"', position)) >= 0:
        if not line.startswith('"', quote + 1):
            return quote + 1
        position = quote + 2
    return -1
