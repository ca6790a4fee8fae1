"""A feed as rows of cells, whatever its format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from catalog.ingest.feed_row import FeedPhoto
from catalog.ingest.problems import Problem

# Columns that a feed may repeat; their cells are joined with commas.
REPEATABLE = frozenset({"additional_image_link"})
# Characters of a cell, and of a column name.
MAX_CELL = 200 * 1024
MAX_NAME = 200
MAX_COLUMNS = 1_000
MAX_ROWS = 2_000_000
# A format without a header takes its columns from this many rows.
SAMPLED_ROWS = 100


@dataclass(frozen=True, slots=True)
class RawRow:
    row: int
    cells: dict[str, str]  # by normalised column name; stripped, without empty cells
    photos: tuple[FeedPhoto, ...] = ()  # collected from other rows of the same product


Rows = Iterable[RawRow | Problem]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    notes: tuple[str, ...]  # warnings about the whole file
    header_rows: int  # 1 if the first row is a header, else 0
    # Each call reads the file from its start, one row at a time. Finish one pass before the next.
    rows: Callable[[], Iterator[RawRow | Problem]]


def normalise_header(cell: str) -> str:
    """Return the name case-folded, with underscores for spaces, without Google's prefix "g:"."""
    name = "_".join(cell[:MAX_NAME].strip().strip("\ufeff").casefold().split())
    return name.removeprefix("g:")


def cells_by_column(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the first non-empty cell of each column, or all cells of a repeatable column."""
    cells: dict[str, list[str]] = {}
    for column, cell in pairs:
        value = cell.strip()
        if value and (column not in cells or column in REPEATABLE):
            cells.setdefault(column, []).append(value)
    return {column: ",".join(values) for column, values in cells.items()}


def sample_columns(rows: Rows) -> tuple[str, ...]:
    """Return the distinct columns of the first rows, for a format without a header."""
    sample = (row for row in islice(rows, SAMPLED_ROWS) if isinstance(row, RawRow))
    return tuple(dict.fromkeys(column for row in sample for column in row.cells))
