"""Temporary files whose errors are not mistaken for damaged input."""

import io
import os
import tempfile
from typing import IO, cast

from catalog.files.storage_error import raising_storage_errors


class _RawFile(io.FileIO):
    """A file whose writes raise StorageError, since readers take an OSError for damaged input."""

    def write(self, data: "bytes | bytearray | memoryview[int]", /) -> int:  # type: ignore[override]
        with raising_storage_errors():
            return super().write(data) or 0


def scratch_file() -> IO[bytes]:
    """Open a nameless file for reading and writing, deleted when it is closed.

    Raises StorageError, also from its write method.
    """
    with raising_storage_errors(), tempfile.TemporaryFile(buffering=0) as opened:
        raw = _RawFile(os.dup(opened.fileno()), "r+b")
    return cast("IO[bytes]", io.BufferedRandom(raw))
