"""A quick check of an upload while its sender waits for the response.

Reads only the beginning of the file, whatever its size. The rest is checked by the import.
"""

import io
from contextlib import ExitStack, suppress
from typing import IO, Final

from django.conf import settings

from catalog.files.scratch import scratch_file
from catalog.ingest.dialects.registry import KNOWN_COLUMNS
from catalog.ingest.formats.archive import Archive
from catalog.ingest.formats.gzip_file import gzip_head, is_gzip
from catalog.ingest.formats.workbook import Conversion, ProcessLimits, write_as_csv
from catalog.ingest.formats.zip_checks import is_zip
from catalog.ingest.problems import TooCostly
from catalog.ingest.read_options import DETECTED, ReadOptions
from catalog.ingest.source import open_archive, read_source

CHECKED_BYTES: Final = 2 * 1024 * 1024
# Bytes. A workbook's directory is at its end, so a workbook in a ZIP must be unpacked whole.
MAX_WORKBOOK: Final = 32 * 1024 * 1024
# Short enough to wait for. A workbook that exceeds them passes, and the import checks it.
CHECK_LIMITS: Final = ProcessLimits(seconds=4, megabytes=256)
_CHECKED_ROWS: Final = 100


def check_source(
    file: IO[bytes], *, options: ReadOptions = DETECTED, has_products: bool = False
) -> None:
    """Check the beginning of an upload, and rewind it. A file that is slow to check passes.

    A merchant who has products may update some of their fields. Raises FeedError if the file cannot
    be imported, MissingColumns if it can where its columns get other names, and StorageError if the
    disk is full or broken.
    """
    with ExitStack() as scratch, suppress(TooCostly):
        archive = open_archive(file)
        head = _read_head(file, archive)
        if is_zip(head):
            head = scratch.enter_context(scratch_file())
            _write_head(file, archive, head)
        source = read_source(head, archive, options)
        file.seek(0)
        source.check_columns(has_products=has_products)
    file.seek(0)


def _read_head(file: IO[bytes], archive: Archive | None) -> IO[bytes]:
    if archive is not None:
        return io.BytesIO(_whole_lines(archive.feed_head(CHECKED_BYTES)))
    if is_gzip(file):
        head = io.BytesIO(_whole_lines(gzip_head(file, CHECKED_BYTES)))
        if is_zip(head):
            raise TooCostly("A ZIP within gzip must be unpacked whole.")
        return head
    file.seek(0)
    return io.BytesIO(_whole_lines(file.read(CHECKED_BYTES)))


def _whole_lines(data: bytes) -> bytes:
    """Drop an incomplete last line, since half a character would look like another encoding.

    Data without a line break, such as XML on one line, is returned as it is.
    """
    return data[: data.rfind(b"\n") + 1] or data if len(data) == CHECKED_BYTES else data


def _write_head(file: IO[bytes], archive: Archive | None, target: IO[bytes]) -> None:
    """Convert the first rows of a workbook, or of the one in the ZIP, to CSV in `target`.

    Raises TooCostly for a workbook that takes too long to read here.
    """
    conversion = Conversion(
        max_bytes=settings.SHOP_MAX_IMPORT_BYTES,
        max_rows=_CHECKED_ROWS,
        known=KNOWN_COLUMNS,
        limits=CHECK_LIMITS,
    )
    if archive is None:
        write_as_csv(file, target, conversion)
        return
    if archive.feed.file_size > MAX_WORKBOOK:
        raise TooCostly("The workbook in the ZIP is too large for a quick check.")
    with scratch_file() as workbook:
        archive.copy_feed(workbook, limit=MAX_WORKBOOK)
        write_as_csv(workbook, target, conversion)
