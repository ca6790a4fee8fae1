"""An uploaded file, whatever it is, as rows and the photos that came with it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings

from catalog.ingest.archive import Archive, is_workbook, is_zip
from catalog.ingest.dialect import Dialect
from catalog.ingest.dialects import dialect_of
from catalog.ingest.formats import read_table
from catalog.ingest.problems import Problem
from catalog.ingest.spreadsheet import MAX_ROWS, write_as_csv
from catalog.ingest.table import RawRow, Table

# Enough to see whether a workbook is a catalog; all of a large one takes a minute.
ROWS_CHECKED = 100


@dataclass(frozen=True, slots=True)
class Source:
    table: Table
    dialect: Dialect
    archive: Archive | None

    def rows(self) -> Iterator[RawRow | Problem]:
        """A row for each product. Raises FeedError."""
        return self.dialect.products(self.table)

    @property
    def notes(self) -> tuple[str, ...]:
        """About the file as a whole."""
        unused = self.dialect.unused(self.table.columns)
        said = [f"These columns are not used: {', '.join(unused)[:1000]}."] if unused else []
        return (*self.table.notes, *(self.archive.notes if self.archive else ()), *said)


@contextmanager
def open_source(file: IO[bytes], *, dialect: str = "", rows: int = MAX_ROWS) -> Iterator[Source]:
    """`file` is open and seekable; `dialect`, a FeedDialect, is told by the columns where none is
    named. Of a workbook the first `rows` are read. Raises FeedError if it is no catalog at all.
    """
    with ExitStack() as scratch:
        archive = _archive(file)
        stream = file
        if archive is not None:
            stream = scratch.enter_context(TemporaryFile())
            archive.copy_feed(stream, limit=settings.SHOP_MAX_IMPORT_BYTES)
        if _is_packed(stream):
            workbook, stream = stream, scratch.enter_context(TemporaryFile())
            write_as_csv(workbook, stream, limit=settings.SHOP_MAX_IMPORT_BYTES, rows=rows)
        table = read_table(stream)
        found = dialect_of(table.columns, named=dialect)
        found.check(table.columns)
        yield Source(table, found, archive)


def check_source(file: IO[bytes], *, dialect: str = "") -> None:
    """Raises FeedError for what could not be imported, before anyone waits for a worker."""
    with open_source(file, dialect=dialect, rows=ROWS_CHECKED):
        file.seek(0)


def _archive(file: IO[bytes]) -> Archive | None:
    return Archive.open(file) if _is_packed(file) and not is_workbook(file) else None


def _is_packed(stream: IO[bytes]) -> bool:
    stream.seek(0)
    return is_zip(stream.read(8))
