"""An Excel workbook as CSV, in a process of its own.

    python -m catalog.ingest.workbook_process ROWS COLUMNS BYTES SECONDS MEGABYTES <WORKBOOK >CSV

ends with 0; with EX_DATAERR, or EX_IOERR where the disk is full, its last line saying why; with
anything else, or killed by the kernel, when the workbook takes more time or memory than that.
Nothing here imports Django, so that it starts in a tenth of a second.

openpyxl keeps every text of a workbook and makes objects of all its elements before it tells the
first row: 125 kB kept it busy for 94 s, and nothing can stop it from without.
"""

import csv
import errno
import io
import os
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import IO, Any, Final

# openpyxl imports it where there is one, and makes no use of it here.
sys.modules["numpy"] = None  # type: ignore[assignment]  # how Python wants an import prevented

from openpyxl import load_workbook  # noqa: E402  # after that
from openpyxl.utils.exceptions import InvalidFileException  # noqa: E402

_OUT_OF_MEMORY: Final = "out of memory"  # as the XML parser says it
# What openpyxl and zipfile raise for workbooks that are damaged, or none.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # of encryption; of recursion; of a method of compression
    SyntaxError,  # of XML
    TypeError,
    ValueError,
)


class Refused(Exception):
    """The message names the cause and the fix."""

    status = os.EX_DATAERR


class NoRoom(Refused):
    """No fault of the workbook's."""

    status = os.EX_IOERR


@dataclass(frozen=True, slots=True)
class Limits:
    rows: int  # the first ones are read
    columns: int
    bytes: int  # of the workbook unzipped, and of the CSV
    seconds: int  # of a processor
    megabytes: int  # of memory


class StandardInput(io.RawIOBase):
    """Read at places of its own: the parent reads on from where it was in the same file."""

    _place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.pread(0, len(buffer), self._place)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = (0, self._place, os.fstat(0).st_size)[whence]
        if start + offset < 0:
            raise ValueError("Before the beginning of the file.")
        self._place = start + offset
        return self._place


def write_csv(workbook: IO[bytes], target: IO[str], limits: Limits) -> None:
    """Of the first sheet. Raises Refused and MemoryError."""
    writer = csv.writer(target, lineterminator="\n")
    try:
        for cells in islice(_rows(workbook, limits), limits.rows):
            # The csv module would write a row of one empty cell as "".
            target.write("\n") if not any(cells) else writer.writerow(cells)
        target.flush()
    except _DAMAGED as error:
        raise _refusal(error, limits) from error


def _refusal(error: Exception, limits: Limits) -> Exception:
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        most = limits.bytes // 1024**2
        return Refused(f"The Excel file holds more than {most} MB of text. Split it.")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return NoRoom(os.strerror(errno.ENOSPC))
    if _OUT_OF_MEMORY in str(error):
        return MemoryError()
    reason = " ".join(str(error).split())[:200]
    return Refused(f"The Excel file is damaged ({reason}). Save it once more.")


def _rows(workbook: IO[bytes], limits: Limits) -> Iterator[list[str]]:
    _check_size(workbook, limits.bytes)
    with closing(load_workbook(workbook, read_only=True, data_only=True)) as book:
        sheet = book.worksheets[0]
        # What it says of itself may be wrong, and rows are filled up to it.
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            if len(cells) > limits.columns:
                raise Refused(f"The first sheet has more than {limits.columns:,} columns.")
            yield [_text(cell) for cell in cells]


def _check_size(workbook: IO[bytes], limit: int) -> None:
    """zipfile reads no more of an entry than its directory says."""
    with zipfile.ZipFile(workbook) as entries:
        size = sum(entry.file_size for entry in entries.infolist())
    if size > limit:
        raise Refused(f"The Excel file unzips to more than {limit // 1024**2} MB. Split it.")


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            # Fifteen digits are what Excel keeps: 0.1 + 0.2 is 0.3 there.
            return f"{value:.15g}"
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _limit_ourselves(limits: Limits) -> None:
    each = {
        resource.RLIMIT_CPU: limits.seconds,
        resource.RLIMIT_AS: limits.megabytes * 1024**2,
        # A text may stand in the workbook once and in a million rows.
        resource.RLIMIT_FSIZE: limits.bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in each.items():
        # Where the system knows none, or a lower one is set already.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def main(limits: Limits) -> int:
    _limit_ourselves(limits)
    target = io.TextIOWrapper(
        io.FileIO(1, "w", closefd=False), encoding="utf-8", errors="replace", newline=""
    )
    try:
        write_csv(io.BufferedReader(StandardInput()), target, limits)
    except MemoryError:
        return os.EX_UNAVAILABLE
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    return os.EX_OK


if __name__ == "__main__":
    # Not sys.exit(): what is left in a buffer would be written, and fail, once more.
    code = main(Limits(*map(int, sys.argv[1:])))
    sys.stderr.flush()
    os._exit(code)
