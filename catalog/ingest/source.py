"""An uploaded file as rows, with the photos that came with it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import IO, Final

from django.conf import settings

from catalog.files.scratch import scratch_file
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.registry import KNOWN_COLUMNS, dialect_names, find_dialect
from catalog.ingest.formats.archive import Archive
from catalog.ingest.formats.detection import read_table
from catalog.ingest.formats.gzip_file import is_gzip, unpack_gzip
from catalog.ingest.formats.workbook import Conversion, write_as_csv
from catalog.ingest.formats.zip_checks import is_workbook, is_zip
from catalog.ingest.problems import Problem
from catalog.ingest.read_options import DETECTED, ReadOptions
from catalog.ingest.renaming import rename_columns
from catalog.ingest.restored_cells import restore_cells
from catalog.ingest.table import RawRow, Table

HEARTBEAT_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Source:
    table: Table  # without blank rows
    dialect: Dialect
    archive: Archive | None
    conversion_notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # as the file names them
    names: Mapping[str, str] = field(default_factory=dict)  # given to some of them
    options: ReadOptions = DETECTED  # with what a file says that the shop has written
    text: IO[bytes] | None = None  # None for a workbook, whose encoding is known

    def rows(self, columns: frozenset[str] | None = None) -> Iterator[RawRow | Problem]:
        """Yield one row per product, with the file's columns if known. Raises FeedError."""
        rows = partial(_rows_with_columns, self.table, columns)
        return self.dialect.product_rows(replace(self.table, rows=rows))

    def check_columns(self, *, has_products: bool) -> None:
        """Raise FeedError if no row could be imported.

        A merchant who has products may update some of their fields.
        """
        self.dialect.check_columns(self.table.columns, has_products=has_products)

    @property
    def notes(self) -> tuple[str, ...]:
        """Warnings about the whole file."""
        unused = self.dialect.unused_columns(self.table.columns)
        note = [f"These columns are not used: {', '.join(unused)[:1000]}."] if unused else []
        of_archive = self.archive.notes if self.archive else ()
        return (*self.conversion_notes, *self.table.notes, *of_archive, *note)


def _rows_with_columns(table: Table, columns: frozenset[str] | None) -> Iterator[RawRow | Problem]:
    for row in table.rows():
        yield row if isinstance(row, Problem) else row.of_file(columns)


@contextmanager
def open_source(
    file: IO[bytes],
    *,
    options: ReadOptions = DETECTED,
    heartbeat: Callable[[], None] = lambda: None,
) -> Iterator[Source]:
    """Unpack `file`, which is open and seekable, and detect its format.

    `heartbeat` is called every few milliseconds while rows are read or a workbook is converted.
    Raises FeedError if the file is not a catalog, and StorageError if there is no room to unpack
    it.
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
            known = KNOWN_COLUMNS | options.known_columns
            conversion = Conversion(max_bytes=limit, known=known)
            notes = write_as_csv(workbook, stream, conversion, heartbeat=heartbeat)
            source = _of_workbook(stream, archive, options)
        else:
            source = read_source(stream, archive, options)
        table = replace(source.table, rows=partial(_rows_with_heartbeat, source.table, heartbeat))
        yield replace(source, table=table, conversion_notes=notes)


def _rows_with_heartbeat(table: Table, heartbeat: Callable[[], None]) -> Iterator[RawRow | Problem]:
    for number, row in enumerate(table.rows(), start=1):
        if not number % HEARTBEAT_ROWS:
            heartbeat()
        yield row


def _of_workbook(csv: IO[bytes], archive: Archive | None, options: ReadOptions) -> Source:
    source = read_source(csv, archive, replace(options, encoding="utf-8"))
    source = replace(source, options=replace(source.options, encoding=options.encoding))
    layout = replace(source.table.layout, format="workbook", encoding="", delimiter="")
    return replace(source, table=replace(source.table, layout=layout), text=None)


def open_archive(file: IO[bytes]) -> Archive | None:
    """Open a ZIP. Returns None if the file is no ZIP, or is a workbook. Raises FeedError."""
    return Archive.open(file) if is_zip(file) and not is_workbook(file) else None


def read_source(
    stream: IO[bytes], archive: Archive | None, options: ReadOptions = DETECTED
) -> Source:
    """Detect the format and dialect of `stream`, which is not a workbook. Raises FeedError."""
    known = KNOWN_COLUMNS | options.known_columns
    read = restore_cells(read_table(stream, known, encoding=options.encoding))
    if read.shop_file:
        options = read.shop_file.fill(options, dialect_names())
    names = options.names_for(read.columns)
    table = rename_columns(read, names)
    return Source(
        table=_without_blank_rows(table),
        dialect=find_dialect(table.columns, name=options.dialect),
        archive=archive,
        columns=read.columns,
        names=names,
        options=options,
        text=stream,
    )


def _without_blank_rows(table: Table) -> Table:
    return replace(table, rows=partial(_filled_rows, table))


def _filled_rows(table: Table) -> Iterator[RawRow | Problem]:
    return (row for row in table.rows() if isinstance(row, Problem) or not row.is_blank)
