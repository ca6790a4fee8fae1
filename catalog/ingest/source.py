"""An uploaded file, whatever it is, as a table and the photos that came with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings

from catalog.ingest import google
from catalog.ingest.archive import Archive, is_zip
from catalog.ingest.problems import FeedError
from catalog.ingest.table import Table, read_table

_NOT_A_TABLE = {
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"<?xml": "an XML file",
}


@dataclass(frozen=True, slots=True)
class Source:
    table: Table
    archive: Archive | None
    notes: tuple[str, ...]  # about the file as a whole


@contextmanager
def open_source(file: IO[bytes]) -> Iterator[Source]:
    """`file` is open and seekable. Raises FeedError if it is no catalog at all."""
    file.seek(0)
    head = file.read(8)
    if is_zip(head):
        archive = Archive.open(file)
        with TemporaryFile() as unzipped:
            archive.copy_feed(unzipped, limit=settings.SHOP_MAX_IMPORT_BYTES)
            yield _source(unzipped, archive)
    else:
        _refuse_other_formats(head)
        yield _source(file, None)


def check_source(file: IO[bytes]) -> None:
    """Raises FeedError for what could not be imported, before anyone waits for a worker."""
    with open_source(file):
        file.seek(0)


def _source(stream: IO[bytes], archive: Archive | None) -> Source:
    table = read_table(stream)
    google.check_columns(table.columns)
    notes = [*table.notes, *(archive.notes if archive else ())]
    if ignored := google.unknown_columns(table.columns):
        notes.append(f"These columns are not used: {', '.join(ignored)[:1000]}.")
    return Source(table, archive, tuple(notes))


def _refuse_other_formats(head: bytes) -> None:
    if not head:
        raise FeedError("The file is empty.")
    for magic, what in _NOT_A_TABLE.items():
        if head.startswith(magic):
            raise FeedError(f"This is {what}. Upload a CSV or TSV table, or a ZIP holding one.")
