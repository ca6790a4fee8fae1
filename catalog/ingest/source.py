"""An uploaded file as rows, with the photos that came with it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import IO

from django.conf import settings

from catalog.files.scratch import scratch_file
from catalog.ingest.decimal_marks import settle_decimal_marks
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.registry import KNOWN_COLUMNS, find_dialect
from catalog.ingest.formats.archive import Archive
from catalog.ingest.formats.detection import read_table
from catalog.ingest.formats.gzip_file import is_gzip, unpack_gzip
from catalog.ingest.formats.workbook import Conversion, write_as_csv
from catalog.ingest.formats.zip_checks import is_workbook, is_zip
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table


@dataclass(frozen=True, slots=True)
class Source:
    table: Table  # without blank rows
    dialect: Dialect
    archive: Archive | None
    conversion_notes: tuple[str, ...] = ()

    def rows(self, columns: frozenset[str] | None = None) -> Iterator[RawRow | Problem]:
        """Yield one row per product, with the file's columns if known. Raises FeedError."""
        rows = partial(_rows_with_columns, self.table, columns)
        return self.dialect.product_rows(replace(self.table, rows=rows))

    @property
    def notes(self) -> tuple[str, ...]:
        """Warnings about the whole file."""
        unused = self.dialect.unused_columns(self.table.columns)
        note = [f"These columns are not used: {', '.join(unused)[:1000]}."] if unused else []
        of_archive = self.archive.notes if self.archive else ()
        return (*self.conversion_notes, *self.table.notes, *of_archive, *note)


def _rows_with_columns(table: Table, columns: frozenset[str] | None) -> Iterator[RawRow | Problem]:
    for row in table.rows():
        yield row if isinstance(row, Problem) else replace(row, columns=columns)


@contextmanager
def open_source(
    file: IO[bytes],
    *,
    dialect: str = "",
    has_products: bool = False,
    heartbeat: Callable[[], None] = lambda: None,
) -> Iterator[Source]:
    """Unpack `file`, which is open and seekable, and detect its format.

    `dialect` is a name, or "" to detect it from the columns. A merchant who has products may update
    some of their fields. `heartbeat` is called every few seconds of a long conversion. Raises
    FeedError if the file is not a catalog, and StorageError if there is no room to unpack it.
    """
    limit = settings.SHOP_MAX_IMPORT_BYTES
    notes: tuple[str, ...] = ()
    with ExitStack() as scratch:
        stream = file
        if is_gzip(stream):
            packed, stream = stream, scratch.enter_context(scratch_file())
            unpack_gzip(packed, stream, limit=limit)
        archive = open_archive(stream)
        if archive is not None:
            stream = scratch.enter_context(scratch_file())
            archive.copy_feed(stream, limit=limit)
        if is_zip(stream):
            workbook, stream = stream, scratch.enter_context(scratch_file())
            conversion = Conversion(max_bytes=limit, known=KNOWN_COLUMNS)
            notes = write_as_csv(workbook, stream, conversion, heartbeat=heartbeat)
        source = read_source(stream, archive, dialect=dialect, has_products=has_products)
        table = settle_decimal_marks(source.table, source.dialect.prices, heartbeat=heartbeat)
        yield replace(source, table=table, conversion_notes=notes)


def open_archive(file: IO[bytes]) -> Archive | None:
    """Open a ZIP. Returns None if the file is no ZIP, or is a workbook. Raises FeedError."""
    return Archive.open(file) if is_zip(file) and not is_workbook(file) else None


def read_source(
    stream: IO[bytes], archive: Archive | None, *, dialect: str, has_products: bool
) -> Source:
    """Detect the format and dialect of `stream`, which is not a workbook. Raises FeedError."""
    table = read_table(stream, KNOWN_COLUMNS)
    feed_dialect = find_dialect(table.columns, name=dialect)
    feed_dialect.check_columns(table.columns, has_products=has_products)
    return Source(_without_blank_rows(table), feed_dialect, archive)


def _without_blank_rows(table: Table) -> Table:
    return replace(table, rows=partial(_filled_rows, table))


def _filled_rows(table: Table) -> Iterator[RawRow | Problem]:
    return (row for row in table.rows() if isinstance(row, Problem) or not row.is_blank)
