"""A feed's file as rows of named cells, whatever format it has."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from catalog.ingest.feed import FeedPhoto
from catalog.ingest.problems import Problem

# Columns a feed may repeat; their cells are joined with commas.
REPEATABLE = frozenset({"additional_image_link"})
# Characters of a cell, and of a column's name; columns of a table, or members of an item.
MAX_CELL = 200 * 1024
MAX_NAME = 200
MAX_COLUMNS = 1_000
MAX_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class RawRow:
    row: int
    cells: dict[str, str]  # by normalised header; trimmed; empty cells are left out
    photos: tuple[FeedPhoto, ...] = ()  # what other rows of the file say of this product


Rows = Iterable[RawRow | Problem]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    notes: tuple[str, ...]  # about the file as a whole
    header_rows: int  # 1 where the first row names the columns, else 0
    # Any number of times, one pass at a time, one row in memory.
    rows: Callable[[], Iterator[RawRow | Problem]]


def normalise_header(cell: str) -> str:
    """Any case, spaces as underscores, without a leading "g:"."""
    name = "_".join(cell[:MAX_NAME].strip().strip("\ufeff").casefold().split())
    return name.removeprefix("g:")


def named_cells(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of columns and their cells. Of a column that comes again, the first cell that says something
    counts, or all where it may be repeated.
    """
    cells: dict[str, list[str]] = {}
    for column, cell in pairs:
        value = cell.strip()
        if value and (column not in cells or column in REPEATABLE):
            cells.setdefault(column, []).append(value)
    return {column: ",".join(values) for column, values in cells.items()}
