"""The first pass over a file, before any row is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from catalog.ingest.decimal_marks import DecimalMarks
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.repetitions import Repetitions, RowKeys
from catalog.ingest.row_numbers import RowNumbers
from catalog.ingest.source import Source
from catalog.ingest.stated import SeenColumns, Stated
from catalog.ingest.table import MAX_ROWS, RawRow, Table


@dataclass(frozen=True, slots=True)
class Overview:
    rows: RowNumbers
    stated: Stated
    repetitions: Repetitions
    is_part: bool = False  # whether the file has only some rows of a catalog

    @property
    def is_whole(self) -> bool:
        """Whether the file says what the feed has: all columns of a product, for all products."""
        return not (self.stated.missing or self.is_part)


def read_overview(source: Source, *, marks: DecimalMarks) -> Overview:
    """Read all rows, and collect their decimal marks on the way.

    Raises FeedError if there are more than MAX_ROWS, or no products among them.
    """
    table = _CountedTable(source.table, marks)
    seen, keys = SeenColumns(source.table, source.dialect), RowKeys()
    for row in replace(source, table=table.counted()).rows(seen.of_header):
        if isinstance(row, Problem):
            keys.add(row.row, "", "", 0)
        else:
            seen.add(row)
            ids = source.dialect.external_id(row), source.dialect.alternate_id(row)
            keys.add(row.row, *ids, _content(row))
    if not keys:
        raise FeedError("The file has columns, but no products under them. Add some rows.")
    return Overview(
        table.numbers,
        seen.stated(),
        keys.repetitions(),
        is_part=source.table.shop_file is not None,
    )


def _content(row: RawRow) -> int:
    return hash((frozenset(row.cells.items()), row.photos))


@dataclass(slots=True)
class _CountedTable:
    table: Table
    marks: DecimalMarks
    numbers: RowNumbers = field(default_factory=RowNumbers)

    def counted(self) -> Table:
        return replace(self.table, rows=self._rows)

    def _rows(self) -> Iterator[RawRow | Problem]:
        self.numbers = RowNumbers()  # a dialect may read the table twice
        for row in self.table.rows():
            if row.row > MAX_ROWS:
                raise FeedError(f"The file has more than {MAX_ROWS:,} rows. Split the catalog.")
            self.numbers.add(row.row)
            if isinstance(row, RawRow):
                self.marks.add(row)
            yield row
