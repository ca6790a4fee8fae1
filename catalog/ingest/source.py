"""An uploaded file, whatever it is, as rows and the photos that came with it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from catalog.files.scratch import scratch_file
from catalog.ingest.archive import Archive, is_workbook, is_zip
from catalog.ingest.dialect import Dialect
from catalog.ingest.dialects import dialect_of
from catalog.ingest.formats import read_table
from catalog.ingest.problems import Problem
from catalog.ingest.spreadsheet import Extent, write_as_csv
from catalog.ingest.table import RawRow, Table


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
def open_source(
    file: IO[bytes], *, dialect: str = "", meanwhile: Callable[[], None] = lambda: None
) -> Iterator[Source]:
    """`file` is open and seekable; `dialect`, a FeedDialect, is told by the columns where none is
    named; `meanwhile` is called every few seconds where it takes long.
    Raises FeedError if it is no catalog at all, StorageTrouble where there is no room to unpack it.
    """
    limit = settings.SHOP_MAX_IMPORT_BYTES
    with ExitStack() as scratch:
        archive = archive_of(file)
        stream = file
        if archive is not None:
            stream = scratch.enter_context(scratch_file())
            archive.copy_feed(stream, limit=limit)
        if is_packed(stream):
            workbook, stream = stream, scratch.enter_context(scratch_file())
            write_as_csv(workbook, stream, Extent(limit=limit), meanwhile=meanwhile)
        yield source_of(stream, archive, dialect=dialect)


def archive_of(file: IO[bytes]) -> Archive | None:
    """Raises FeedError."""
    return Archive.open(file) if is_packed(file) and not is_workbook(file) else None


def source_of(stream: IO[bytes], archive: Archive | None, *, dialect: str) -> Source:
    """Of a table that is no workbook. Raises FeedError."""
    table = read_table(stream)
    found = dialect_of(table.columns, named=dialect)
    found.check(table.columns)
    return Source(table, found, archive)


def is_packed(stream: IO[bytes]) -> bool:
    stream.seek(0)
    return is_zip(stream.read(8))
