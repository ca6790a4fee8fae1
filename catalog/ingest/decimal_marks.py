"""Decides what "1.299" means by the other numbers of its column, in the whole file."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Final

from catalog.ingest.amounts import NUMBER, Mark, decimal_mark, is_ambiguous
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table

# In characters. No price is longer.
MAX_CELL: Final = 60
_NUMBER: Final = re.compile(NUMBER)
_NAMES: Final[Mapping[Mark, str]] = {".": "dot", ",": "comma"}


@dataclass(slots=True)
class _Evidence:
    """What the numbers of a column show."""

    marks: Counter[Mark] = field(default_factory=Counter)
    ambiguous: str = ""  # the first one

    def add(self, number: str) -> None:
        if is_ambiguous(number):
            self.ambiguous = self.ambiguous or number
        elif mark := decimal_mark(number):
            self.marks[mark] += 1


@dataclass(slots=True)
class DecimalMarks:
    """Collects what the numbers of some columns show. Add all rows of the table."""

    columns: Sequence[str]
    _evidence: dict[str, _Evidence] = field(init=False)

    def __post_init__(self) -> None:
        self._evidence = {column: _Evidence() for column in self.columns}

    def add(self, row: RawRow) -> None:
        for column, found in self._evidence.items():
            if number := _number(row.cells.get(column, "")):
                found.add(number[0])

    def in_table(self, table: Table) -> Table:
        """Return the table with the marks that its numbers show."""
        layout = replace(table.layout, decimal_marks="".join(sorted(self._together)))
        return replace(table, layout=layout)

    def settle(self, table: Table, *, chosen: str = "") -> Table | None:
        """Return the table with ambiguous numbers written out, where others tell how, else None.

        A column without a telling number follows the other columns. Where numbers contradict each
        other, or it is known that they do, all stay as they are, unless a merchant has chosen the
        mark.
        """
        if chosen and chosen not in _NAMES:
            return None
        by_choice = next((mark for mark in _NAMES if mark == chosen), None)
        settled = {
            column: mark
            for column, found in self._evidence.items()
            if found.ambiguous and (mark := by_choice or _only_mark(found.marks or self._together))
        }
        if not settled:
            return None
        notes = chain.from_iterable(
            _notes(column, mark, self._evidence[column].ambiguous)
            for column, mark in settled.items()
        )
        return replace(table, notes=(*table.notes, *notes), rows=partial(_settled, table, settled))

    @property
    def _together(self) -> Counter[Mark]:
        return sum((found.marks for found in self._evidence.values()), Counter[Mark]())


def marks_of(table: Table, columns: Sequence[str]) -> Table:
    """Return the table with the marks that its numbers show. Reads it to its end."""
    marks = DecimalMarks(columns)
    for row in table.rows():
        if isinstance(row, RawRow):
            marks.add(row)
    return marks.in_table(table)


def _number(cell: str) -> re.Match[str] | None:
    return _NUMBER.search(cell) if cell and len(cell) <= MAX_CELL else None


def _only_mark(marks: Counter[Mark]) -> Mark | None:
    return next(iter(marks)) if len(marks) == 1 else None


def _notes(column: str, mark: Mark, example: str) -> list[str]:
    plain = _written_out(example, mark)
    note = (
        f"In the column {column}, a {_NAMES[mark]} marks the decimals, so {example} was read as "
        f"{plain}."
    )
    return [note] if plain else []


def _settled(table: Table, marks: Mapping[str, Mark]) -> Iterator[RawRow | Problem]:
    for row in table.rows():
        yield row if isinstance(row, Problem) else _settle_row(row, marks)


def _settle_row(row: RawRow, marks: Mapping[str, Mark]) -> RawRow:
    changed = {}
    for column, mark in marks.items():
        cell = row.cells.get(column, "")
        number = _number(cell)
        if number and (plain := _written_out(number[0], mark)):
            changed[column] = f"{cell[: number.start()]}{plain}{cell[number.end() :]}"
    return replace(row, cells=row.cells | changed) if changed else row


def _written_out(number: str, mark: Mark) -> str:
    """Write an ambiguous number so that it is read in one way only; "" if it stays ambiguous."""
    if not is_ambiguous(number):
        return ""
    whole, digits = re.split("[.,]", number)
    if mark not in number:
        return f"{whole}{digits}"
    # A third decimal that says something is no price.
    return f"{whole}.{digits[:-1]}" if digits.endswith("0") else ""
