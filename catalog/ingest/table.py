"""A feed as rows of cells, whatever its format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from catalog.ingest.feed_row import FeedPhoto
from catalog.ingest.problems import Problem

# Columns that a feed may repeat; their cells are joined with commas.
REPEATABLE = frozenset({"additional_image_link"})
# In characters: of a cell, and of a column name.
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
    # Starts a new pass over the file, with one row in memory. Finish a pass before the next.
    rows: Callable[[], Iterator[RawRow | Problem]]


def normalise_header(cell: str) -> str:
    """Case-folded, with underscores for spaces and without Google's "g:" prefix."""
    name = "_".join(cell[:MAX_NAME].strip().strip("\ufeff").casefold().split())
    return name.removeprefix("g:")


def cells_by_column(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first non-empty cell of each column; for a repeatable column, all of them."""
    cells: dict[str, list[str]] = {}
    for column, cell in pairs:
        value = cell.strip()
        if value and (column not in cells or column in REPEATABLE):
            cells.setdefault(column, []).append(value)
    return {column: ",".join(values) for column, values in cells.items()}


def sample_columns(rows: Rows) -> tuple[str, ...]:
    """The distinct columns of the first rows, for a format without a header."""
    sample = (row for row in islice(rows, SAMPLED_ROWS) if isinstance(row, RawRow))
    return tuple(dict.fromkeys(column for row in sample for column in row.cells))
