"""Decides what "1.299" means by the other numbers of its column, in the whole file."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Final

from catalog.ingest.amounts import NUMBER, Mark, decimal_mark, is_ambiguous
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table

# In characters. No price is longer.
MAX_CELL: Final = 60
_HEARTBEAT_ROWS: Final = 1_000
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


def settle_decimal_marks(
    table: Table,
    columns: Sequence[str],
    *,
    chosen: str = "",
    heartbeat: Callable[[], None] = lambda: None,
) -> Table:
    """Return the table with ambiguous numbers of the columns written out, where others tell how.

    Reads the table to its end. A column without a telling number follows the other columns. Where
    numbers contradict each other, all stay as they are, unless a merchant has chosen the mark.
    """
    evidence = _read_evidence(table, columns, heartbeat)
    together = sum((found.marks for found in evidence.values()), Counter[Mark]())
    layout = replace(table.layout, decimal_marks="".join(sorted(together)))
    table = replace(table, layout=layout)
    by_choice = next((mark for mark in _NAMES if mark == chosen), None)
    settled = {
        column: mark
        for column, found in evidence.items()
        if found.ambiguous and (mark := by_choice or _only_mark(found.marks or together))
    }
    if not settled:
        return table
    notes = chain.from_iterable(
        _notes(column, mark, evidence[column].ambiguous) for column, mark in settled.items()
    )
    return replace(table, notes=(*table.notes, *notes), rows=partial(_settled, table, settled))


def _read_evidence(
    table: Table, columns: Sequence[str], heartbeat: Callable[[], None]
) -> dict[str, _Evidence]:
    evidence = {column: _Evidence() for column in columns}
    for count, row in enumerate(table.rows()):
        if not count % _HEARTBEAT_ROWS:
            heartbeat()
        if isinstance(row, Problem):
            continue
        for column, found in evidence.items():
            if number := _number(row.cells.get(column, "")):
                found.add(number[0])
    return evidence


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
