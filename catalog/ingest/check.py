"""What can be told of a file at once, while whoever uploaded it waits.

Only its beginning is looked at, however large it is or unpacks to; the rest is the worker's.
"""

import io
from contextlib import ExitStack, suppress
from typing import IO, Final

from django.conf import settings

from catalog.files.scratch import scratch_file
from catalog.ingest.archive import Archive
from catalog.ingest.problems import TooCostly
from catalog.ingest.source import archive_of, is_packed, source_of
from catalog.ingest.spreadsheet import Allowance, Extent, write_as_csv

LOOKED_AT: Final = 2 * 1024 * 1024
# A workbook has its directory at the end, so one in a ZIP is unpacked in whole.
MAX_WORKBOOK: Final = 32 * 1024 * 1024
# Enough to see whether a workbook is a catalog; of a large one the worker tells.
CHECKING: Final = Allowance(seconds=4, megabytes=256)
_ROWS: Final = 100


def check_source(file: IO[bytes], *, dialect: str = "") -> None:
    """Raises FeedError for what could not be imported, before anyone waits for a worker, and
    StorageTrouble.
    """
    with ExitStack() as scratch, suppress(TooCostly):
        archive = archive_of(file)
        beginning = _beginning(file, archive)
        if is_packed(beginning):
            beginning = scratch.enter_context(scratch_file())
            _write_beginning(file, archive, beginning)
        source_of(beginning, archive, dialect=dialect)
    file.seek(0)


def _beginning(file: IO[bytes], archive: Archive | None) -> IO[bytes]:
    if archive is not None:
        return io.BytesIO(_whole_lines(archive.feed_head(LOOKED_AT)))
    file.seek(0)
    return io.BytesIO(_whole_lines(file.read(LOOKED_AT)))


def _whole_lines(data: bytes) -> bytes:
    """A character cut in two would be taken for another encoding; XML may be one long line."""
    return data[: data.rfind(b"\n") + 1] or data if len(data) == LOOKED_AT else data


def _write_beginning(file: IO[bytes], archive: Archive | None, target: IO[bytes]) -> None:
    """Of a workbook, as CSV."""
    extent = Extent(limit=settings.SHOP_MAX_IMPORT_BYTES, rows=_ROWS, allowance=CHECKING)
    if archive is None:
        write_as_csv(file, target, extent)
        return
    if archive.feed.file_size > MAX_WORKBOOK:
        raise TooCostly("The workbook in the ZIP is large: the import reads it.")
    with scratch_file() as workbook:
        archive.copy_feed(workbook, limit=MAX_WORKBOOK)
        write_as_csv(workbook, target, extent)
