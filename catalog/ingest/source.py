"""An uploaded file as rows, with the photos that came with it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from catalog.files.scratch import scratch_file
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.registry import find_dialect
from catalog.ingest.formats.archive import Archive
from catalog.ingest.formats.detection import read_table
from catalog.ingest.formats.workbook import Conversion, write_as_csv
from catalog.ingest.formats.zip_checks import is_workbook, is_zip
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table


@dataclass(frozen=True, slots=True)
class Source:
    table: Table
    dialect: Dialect
    archive: Archive | None

    def rows(self) -> Iterator[RawRow | Problem]:
        """Yield one row per product. Raises FeedError."""
        return self.dialect.product_rows(self.table)

    @property
    def notes(self) -> tuple[str, ...]:
        """Warnings about the whole file."""
        unused = self.dialect.unused_columns(self.table.columns)
        note = [f"These columns are not used: {', '.join(unused)[:1000]}."] if unused else []
        return (*self.table.notes, *(self.archive.notes if self.archive else ()), *note)


@contextmanager
def open_source(
    file: IO[bytes], *, dialect: str = "", heartbeat: Callable[[], None] = lambda: None
) -> Iterator[Source]:
    """Unpack `file`, which is open and seekable, and detect its format.

    `dialect` is a name, or "" to detect it from the columns. `heartbeat` is called every few
    seconds of a long conversion. Raises FeedError if the file is not a catalog, and StorageError
    if there is no room to unpack it.
    """
    limit = settings.SHOP_MAX_IMPORT_BYTES
    with ExitStack() as scratch:
        archive = open_archive(file)
        stream = file
        if archive is not None:
            stream = scratch.enter_context(scratch_file())
            archive.copy_feed(stream, limit=limit)
        if is_zip(stream):
            workbook, stream = stream, scratch.enter_context(scratch_file())
            write_as_csv(workbook, stream, Conversion(max_bytes=limit), heartbeat=heartbeat)
        yield read_source(stream, archive, dialect=dialect)


def open_archive(file: IO[bytes]) -> Archive | None:
    """Open a ZIP. Returns None if the file is no ZIP, or is a workbook. Raises FeedError."""
    return Archive.open(file) if is_zip(file) and not is_workbook(file) else None


def read_source(stream: IO[bytes], archive: Archive | None, *, dialect: str) -> Source:
    """Detect the format and dialect of `stream`, which is not a workbook. Raises FeedError."""
    table = read_table(stream)
    feed_dialect = find_dialect(table.columns, name=dialect)
    feed_dialect.check_columns(table.columns)
    return Source(table, feed_dialect, archive)
