"""Temporary files that tell a full disk from a damaged input."""

import io
import os
import tempfile
from typing import IO, cast

from catalog.files.trouble import storing


class _Raw(io.FileIO):
    """Not an OSError: readers of damaged files take these for damage."""

    def write(self, data: "bytes | bytearray | memoryview[int]", /) -> int:  # type: ignore[override]
        with storing():
            return super().write(data) or 0


def scratch_file() -> IO[bytes]:
    """Open for writing and reading, without a name, gone when closed. Raises StorageTrouble, also
    when written to.
    """
    with storing(), tempfile.TemporaryFile(buffering=0) as opened:
        raw = _Raw(os.dup(opened.fileno()), "r+b")
    return cast("IO[bytes]", io.BufferedRandom(raw))
