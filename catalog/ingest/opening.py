"""Opens the file of an import: unpacks it, and reads all of it once before any row is written.

This takes seconds for 100,000 rows, and minutes for a large workbook. So it is done in slices, by
a thread that does not use the database.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import IO

from catalog.ingest.checking.understood import Reading
from catalog.ingest.decimal_marks import DecimalMarks, marks_of
from catalog.ingest.overview import Overview, read_overview
from catalog.ingest.pausable import PausableWork, Pause
from catalog.ingest.problems import FeedError, MissingColumns, Problem
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.source import Source, open_source
from catalog.ingest.table import RawRow

IndexedRows = Iterator[tuple[int, RawRow | Problem]]


@dataclass(slots=True, kw_only=True, eq=False)
class OpenImport:
    source: Source
    overview: Overview
    rows: IndexedRows  # those that have not been read yet, with their numbers among all, from 0
    last_row: int = 0  # the last one that was read
    files: ExitStack

    def close(self) -> None:
        # The generators behind it end while their files are open.
        self.rows = iter(())
        self.files.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The file of a run, and what there is to know about it in the database."""

    file: IO[bytes]
    options: ReadOptions
    rows_read: int
    has_products: bool  # whether its merchant has products that the file may update
    is_checked: bool


@dataclass(slots=True, eq=False)
class Opening:
    """The work of opening an upload, and what came of it."""

    upload: Upload
    # Known once the whole file has been read, even if no row of it can be imported.
    reading: Reading | None = None
    work: PausableWork[OpenImport] = field(init=False)

    def __post_init__(self) -> None:
        self.work = PausableWork(self._open)

    def close(self) -> None:
        if opened := self.work.stop():
            opened.close()

    def _open(self, pause: Pause) -> OpenImport:
        """Raises FeedError and StorageError."""
        with ExitStack() as files:
            file, options = files.enter_context(self.upload.file), self.upload.options
            source = files.enter_context(open_source(file, options=options, heartbeat=pause))
            source, overview = self._read(source)
            rows = enumerate(source.rows(overview.stated.columns))
            unread = _after(overview.rows.after(self.upload.rows_read), rows)
            return OpenImport(source=source, overview=overview, rows=unread, files=files.pop_all())

    def _read(self, source: Source) -> tuple[Source, Overview]:
        marks = DecimalMarks(source.dialect.prices)
        try:
            source.check_columns(has_products=self.upload.has_products)
            overview = read_overview(source, marks=marks)
        except FeedError as error:
            table = marks.in_table(source.table)
            if isinstance(error, MissingColumns):
                table = marks_of(source.table, source.dialect.prices)
            self._note(replace(source, table=table))
            raise
        read = replace(source, table=marks.in_table(source.table))
        if settled := marks.settle(read.table, chosen=source.options.decimal_mark):
            read = replace(source, table=settled)
            # Rows that were written differently may now be the same.
            overview = read_overview(read, marks=DecimalMarks(()))
        self._note(read)
        return read, overview

    def _note(self, source: Source) -> None:
        if self.upload.is_checked:
            self.reading = Reading.of(source, self.upload.options)


def _after(last_row: int, rows: IndexedRows) -> IndexedRows:
    """Read on to the first row behind `last_row`. A dialect may read all of a file before it."""
    for index, row in rows:
        if row.row > last_row:
            return chain([(index, row)], rows)
    return iter(())
