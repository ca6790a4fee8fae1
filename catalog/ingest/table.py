"""A feed as rows of cells, whatever its format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Self

from catalog.ingest.cell_faults import is_spreadsheet_error, with_wrong_bytes_read
from catalog.ingest.feed_row import FeedPhoto
from catalog.ingest.problems import Problem
from catalog.ingest.shop_file import ShopFile

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
    # Columns whose cell cannot be read. Products keep their values, unlike where a cell is empty.
    unread: frozenset[str] = frozenset()

    @property
    def is_blank(self) -> bool:
        return not self.cells and not self.warnings

    def of_file(self, columns: frozenset[str] | None) -> "RawRow":
        """Return the row with the columns of its file. Faster than dataclasses.replace."""
        return RawRow(
            self.row, self.cells, self.photos, self.warnings, self.empty, columns, self.unread
        )

    def has(self, column: str) -> bool:
        return self.columns is None or column in self.columns


Rows = Iterable[RawRow | Problem]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the bytes of a file were read. "" is what the format has not, or what does not matter."""

    format: str = ""  # as merchants call it
    encoding: str = ""  # of Python
    delimiter: str = ""
    decimal_marks: str = ""  # those that the prices show: "." or "," or both


@dataclass(frozen=True, slots=True)
class Originals:
    """A table with a header as the merchant knows it: its names of columns, and all its cells."""

    header: tuple[str, ...]
    # With the numbers of the rows, also of those that cannot be read. No cells: it was too long.
    rows: Callable[[], Iterator[tuple[int, list[str]]]]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    notes: tuple[str, ...]  # warnings about the whole file
    header_rows: int  # rows up to the header and its comments; 0 if the format has no header
    # Each call reads the file from its start, one row at a time. Finish one pass before the next.
    rows: Callable[[], Iterator[RawRow | Problem]]
    layout: Layout = Layout()
    originals: Originals | None = None  # None if the format has no header
    shop_file: ShopFile | None = None  # what it is, if the shop has written it


def row_of_columns(row: int, pairs: Iterable[tuple[str, str]]) -> RawRow:
    """Return a row of a table with a header, from pairs of column and cell."""
    return _Collected.of(pairs).row(row)


def row_of_members(row: int, pairs: Iterable[tuple[str, str]]) -> RawRow:
    """Return a row of a table without a header, where each row names its own columns."""
    members = list(pairs)
    collected = _Collected.of(members)
    return replace(
        collected.row(row), empty=frozenset(name for name, _ in members) - collected.cells.keys()
    )


@dataclass(slots=True)
class _Collected:
    """The first cell of each column, or all of a repeatable one."""

    cells: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        collected = cls()
        cells = collected.cells
        repeated: dict[str, list[str]] = {}
        for column, cell in pairs:
            value = cell.strip()
            # Almost all cells are neither, and this is done for each cell of a file.
            if value and (value[0] == "#" or not value.isascii()):
                value = collected.without_fault(column, value)
            if not value:
                continue
            if column not in cells:
                cells[column] = value
            elif column in REPEATABLE:
                repeated.setdefault(column, [cells[column]]).append(value)
        cells |= {column: ",".join(values) for column, values in repeated.items()}
        return collected

    def without_fault(self, column: str, value: str) -> str:
        if is_spreadsheet_error(value):
            self.unread.add(column)
            self.warnings[f'{column} was left out: "{value}" is an error of a spreadsheet.'] = None
            return ""
        readable = with_wrong_bytes_read(value)
        if readable != value:
            self.warnings[_WRONG_BYTES] = None
        return readable

    def row(self, number: int) -> RawRow:
        warnings, unread = tuple(self.warnings), frozenset(self.unread)
        return RawRow(number, self.cells, warnings=warnings, unread=unread)


def sample_columns(rows: Rows) -> tuple[str, ...]:
    """Return the distinct columns of the first rows, for a format without a header."""
    sample = [row for row in islice(rows, SAMPLED_ROWS) if isinstance(row, RawRow)]
    names = (name for row in sample for name in (*row.cells, *sorted(row.empty)))
    return tuple(dict.fromkeys(names))
