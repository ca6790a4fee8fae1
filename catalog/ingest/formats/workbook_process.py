"""Convert an Excel workbook to CSV in a process of its own.

    python -m catalog.ingest.formats.workbook_process ROWS COLUMNS BYTES SECONDS MEGABYTES \\
        <WORKBOOK >CSV

Exits with 0; with EX_DATAERR for a bad workbook or EX_IOERR for a full disk, and the reason as the
last line of standard error; with any other status, or killed by the kernel, beyond its limits.
Imports no Django, so that it starts in a tenth of a second.

openpyxl loads all strings of a workbook, and objects for all its elements, before it returns the
first row. A file of 125 kB kept it busy for 94 s, and code in the same process cannot interrupt it.
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

# openpyxl imports numpy if it is installed, and does not need it for reading.
sys.modules["numpy"] = None  # type: ignore[assignment]  # makes `import numpy` raise ImportError

from openpyxl import load_workbook  # noqa: E402  # after numpy is blocked
from openpyxl.utils.exceptions import InvalidFileException  # noqa: E402

_OUT_OF_MEMORY: Final = "out of memory"  # the XML parser's message
# What openpyxl and zipfile raise for a damaged workbook, or a file that is no workbook.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # encryption, recursion, or an unknown compression method
    SyntaxError,  # broken XML
    TypeError,
    ValueError,
)


class Refused(Exception):
    """The workbook cannot be converted. The message names the cause and the fix."""

    status = os.EX_DATAERR


class DiskFull(Refused):
    """The CSV could not be written."""

    status = os.EX_IOERR


@dataclass(frozen=True, slots=True)
class Limits:
    rows: int  # later rows are left out
    columns: int
    bytes: int  # of the unzipped workbook, and of the CSV
    seconds: int  # of CPU time
    megabytes: int  # of memory


class StandardInput(io.RawIOBase):
    """Standard input with a position of its own.

    The parent process shares the file's position, and must find it unchanged.
    """

    _position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.pread(0, len(buffer), self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = (0, self._position, os.fstat(0).st_size)[whence]
        if start + offset < 0:
            raise ValueError("Negative seek position.")
        self._position = start + offset
        return self._position


def write_csv(workbook: IO[bytes], target: IO[str], limits: Limits) -> None:
    """Write the first sheet to `target` as CSV, up to the limit of rows.

    Raises Refused and MemoryError.
    """
    writer = csv.writer(target, lineterminator="\n")
    try:
        for cells in islice(_rows(workbook, limits), limits.rows):
            # The csv module writes a row of one empty cell as two quotes, not as a blank line.
            target.write("\n") if not any(cells) else writer.writerow(cells)
        target.flush()
    except _DAMAGED as error:
        raise _refusal(error, limits) from error


def _refusal(error: Exception, limits: Limits) -> Exception:
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        megabytes = limits.bytes // 1024**2
        return Refused(f"The Excel file holds more than {megabytes} MB of text. Split it.")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull(os.strerror(errno.ENOSPC))
    if _OUT_OF_MEMORY in str(error):
        return MemoryError()
    reason = " ".join(str(error).split())[:200]
    return Refused(f"The Excel file is damaged ({reason}). Open it in Excel and save it again.")


def _rows(workbook: IO[bytes], limits: Limits) -> Iterator[list[str]]:
    _check_size(workbook, limits.bytes)
    with closing(load_workbook(workbook, read_only=True, data_only=True)) as book:
        sheet = book.worksheets[0]
        # The stored dimensions may be wrong, and openpyxl pads rows up to them.
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            if len(cells) > limits.columns:
                raise Refused(
                    f"The first sheet has more than {limits.columns:,} columns. Remove some."
                )
            yield [_text(cell) for cell in cells]


def _check_size(workbook: IO[bytes], limit: int) -> None:
    """Add up the sizes in the directory; zipfile reads no more. Raises Refused over `limit`."""
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
            # Excel keeps 15 significant digits: there, 0.1 + 0.2 is 0.3.
            return f"{value:.15g}"
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _apply_limits(limits: Limits) -> None:
    resources = {
        resource.RLIMIT_CPU: limits.seconds,
        resource.RLIMIT_AS: limits.megabytes * 1024**2,
        # A string is stored once in a workbook, but may be written in a million rows.
        resource.RLIMIT_FSIZE: limits.bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in resources.items():
        # Some systems lack a limit, or have a lower one already.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def main(limits: Limits) -> int:
    _apply_limits(limits)
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
    # sys.exit() would flush the CSV's buffer, which fails again on a full disk.
    code = main(Limits(*map(int, sys.argv[1:])))
    sys.stderr.flush()
    os._exit(code)
