"""Finds the header of a delimited table, below titles and comments that shops write above it."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Final

from catalog.ingest.column_names import normalise_header
from catalog.ingest.formats.records import Record, RecordReader
from catalog.ingest.problems import FeedError
from catalog.ingest.table import MAX_COLUMNS, REPEATABLE

# Lines in which the header is looked for, and their characters.
MAX_LINES: Final = 30
MAX_CHARACTERS: Final = 500_000
# A row with as many names of known columns is the header. Without one, the first row is.
_ENOUGH: Final = 2
_DELIMITERS: Final = ",\t;|"
# Excel reads the delimiter from such a first line.
_SEPARATOR_LINE: Final = re.compile(r"\ufeff?\"?sep=(?P<delimiter>[,;|\t])\"?\s*", re.IGNORECASE)
# Meta's template explains its columns in such rows.
_COMMENT: Final = re.compile(r"\ufeff?\s*#\s")


@dataclass(frozen=True, slots=True)
class Header:
    delimiter: str
    skipped_lines: int  # 1 if the first line only names the delimiter; it counts as no row
    row: int  # as a spreadsheet counts rows
    last_row: int  # of the comments directly below, else the header's own
    columns: tuple[str, ...]
    names: tuple[str, ...]  # the columns as they are written
    has_text_above: bool  # besides comments


def find_header(lines: Iterable[str], known: Collection[str]) -> Header:
    """Find the header in the first lines, by the columns that are `known`. Raises FeedError."""
    head = _first_lines(lines)
    separator = _SEPARATOR_LINE.fullmatch(head[0]) if head else None
    table = head[1:] if separator else head
    candidates = [
        _Candidate.of(delimiter, table, frozenset(known))
        for delimiter in (separator["delimiter"] if separator else _DELIMITERS)
    ]
    best = max(candidates, key=lambda candidate: (candidate.known, candidate.width))
    return best.header(skipped_lines=1 if separator else 0)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The first records of the table, and its header among them, if this is the delimiter."""

    delimiter: str
    records: list[Record]
    position: int
    known: int  # names of known columns in the header

    @classmethod
    def of(cls, delimiter: str, lines: list[str], known: frozenset[str]) -> "_Candidate":
        read = list(RecordReader(iter(lines), delimiter))
        records = [r for r in read if isinstance(r, Record) and any(map(str.strip, r.cells))]
        scores = [_known_columns(record, known) for record in records]
        best = max(scores, default=0)
        if best >= _ENOUGH:
            return cls(delimiter, records, scores.index(best), best)
        is_unreadable = bool(read) and not isinstance(read[0], Record)
        return cls(delimiter, [] if is_unreadable else records, 0, 0)

    @property
    def width(self) -> int:
        return len(self.records[self.position].cells) if self.records else 0

    def header(self, *, skipped_lines: int) -> Header:
        if not self.records:
            raise FeedError(
                "The first row is empty or unreadable. Write the names of the columns into it."
            )
        above, (header, *below) = self.records[: self.position], self.records[self.position :]
        comments = takewhile(_is_comment, below)
        return Header(
            delimiter=self.delimiter,
            skipped_lines=skipped_lines,
            row=header.row,
            last_row=max((record.row for record in comments), default=header.row),
            columns=_columns(header),
            names=tuple(header.cells),
            has_text_above=not all(map(_is_comment, above)),
        )


def _first_lines(lines: Iterable[str]) -> list[str]:
    head: list[str] = []
    size = 0
    for line in islice(lines, MAX_LINES):
        head.append(line)
        size += len(line)
        if size > MAX_CHARACTERS:
            break
    return head


def _known_columns(record: Record, known: frozenset[str]) -> int:
    if len(record.cells) > MAX_COLUMNS:
        return 0
    return len(known.intersection(map(normalise_header, record.cells)))


def _is_comment(record: Record) -> bool:
    first = next(filter(str.strip, record.cells), "")
    return _COMMENT.match(first) is not None


def _columns(header: Record) -> tuple[str, ...]:
    if len(header.cells) > MAX_COLUMNS:
        raise FeedError(f"The table has more than {MAX_COLUMNS:,} columns. Remove some.")
    columns = tuple(map(normalise_header, header.cells))
    for column, count in Counter(columns).items():
        if column and column not in REPEATABLE and count > 1:
            raise FeedError(
                f'Row {header.row} names the column "{column}" more than once. Remove one.'
            )
    return columns
