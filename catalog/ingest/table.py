"""A feed as rows of cells, whatever its format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from catalog.ingest.cell_faults import is_spreadsheet_error, with_wrong_bytes_read
from catalog.ingest.feed_row import FeedPhoto
from catalog.ingest.problems import Problem

# Columns that a feed may repeat; their cells are joined with commas.
REPEATABLE = frozenset({"additional_image_link"})
MAX_CELL = 200 * 1024  # characters
MAX_COLUMNS = 1_000
MAX_ROWS = 2_000_000
# A format without a header takes its columns from this many rows.
SAMPLED_ROWS = 100
_WRONG_BYTES = (
    "It holds bytes that are not UTF-8, which were read as Windows-1252. If letters look wrong, "
    "save the file as UTF-8."
)


@dataclass(frozen=True, slots=True)
class RawRow:
    row: int
    cells: dict[str, str]  # by normalised column name; stripped, without empty cells
    photos: tuple[FeedPhoto, ...] = ()  # collected from other rows of the same product
    warnings: tuple[str, ...] = ()
    # In a table without a header, the columns that the row names without a value.
    empty: frozenset[str] = frozenset()
    # The columns of the whole file; None stands for all that there may be.
    columns: frozenset[str] | None = None

    @property
    def is_blank(self) -> bool:
        return not self.cells and not self.warnings

    def has(self, column: str) -> bool:
        return self.columns is None or column in self.columns


Rows = Iterable[RawRow | Problem]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    notes: tuple[str, ...]  # warnings about the whole file
    header_rows: int  # rows up to the header and its comments; 0 if the format has no header
    # Each call reads the file from its start, one row at a time. Finish one pass before the next.
    rows: Callable[[], Iterator[RawRow | Problem]]


def row_of_columns(row: int, pairs: Iterable[tuple[str, str]]) -> RawRow:
    """Return a row of a table with a header, from pairs of column and cell."""
    cells, warnings = _collect(pairs)
    return RawRow(row, cells, warnings=warnings)


def row_of_members(row: int, pairs: Iterable[tuple[str, str]]) -> RawRow:
    """Return a row of a table without a header, where each row names its own columns."""
    members = list(pairs)
    cells, warnings = _collect(members)
    empty = frozenset(name for name, _ in members) - cells.keys()
    return RawRow(row, cells, warnings=warnings, empty=empty)


def _collect(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the first cell of each column, or all of a repeatable one, and warnings."""
    cells: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    warnings: dict[str, None] = {}
    for column, cell in pairs:
        value = cell.strip()
        # Almost all cells are neither, and this is done for each cell of a file.
        if value and (value[0] == "#" or not value.isascii()):
            value = _without_fault(column, value, warnings)
        if not value:
            continue
        if column not in cells:
            cells[column] = value
        elif column in REPEATABLE:
            repeated.setdefault(column, [cells[column]]).append(value)
    joined = {column: ",".join(values) for column, values in repeated.items()}
    return cells | joined, tuple(warnings)


def _without_fault(column: str, value: str, warnings: dict[str, None]) -> str:
    if is_spreadsheet_error(value):
        message = f'{column} holds the error "{value}" of a spreadsheet, and counts as empty.'
        warnings[message] = None
        return ""
    readable = with_wrong_bytes_read(value)
    if readable != value:
        warnings[_WRONG_BYTES] = None
    return readable


def sample_columns(rows: Rows) -> tuple[str, ...]:
    """Return the distinct columns of the first rows, for a format without a header."""
    sample = [row for row in islice(rows, SAMPLED_ROWS) if isinstance(row, RawRow)]
    names = (name for row in sample for name in (*row.cells, *sorted(row.empty)))
    return tuple(dict.fromkeys(names))
