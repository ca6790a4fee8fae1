"""Convert a sheet of a workbook (XLSX or ODS) to CSV in a process of its own.

    python -m catalog.ingest.formats.workbook_process ROWS COLUMNS BYTES SECONDS MEGABYTES \\
        [COLUMN ...] <WORKBOOK >CSV

The sheet is the one with most of the named columns. Exits with 0, and a note on the sheet as the
last line of standard error, if any; with EX_DATAERR for a bad workbook or EX_IOERR for a full disk,
and the reason there; with any other status, or killed by the kernel, beyond its limits.
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
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, Final

from openpyxl.utils.exceptions import InvalidFileException

from catalog.ingest.formats.ods_sheets import is_ods, open_ods
from catalog.ingest.formats.sheets import Refused, Sheet, choose_sheet
from catalog.ingest.formats.xlsx_sheets import open_xlsx

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


def write_csv(workbook: IO[bytes], target: IO[str], limits: Limits, known: Collection[str]) -> str:
    """Write the sheet with most `known` columns to `target` as CSV, up to the limit of rows.

    Returns a note on which sheet it was, if there are several. Raises Refused and MemoryError.
    """
    writer = csv.writer(target, lineterminator="\n")
    try:
        with _open(workbook, limits) as sheets:
            sheet, note = choose_sheet(sheets, known)
            for cells in islice(_rows(sheet, limits), limits.rows):
                # The csv module writes a row of one empty cell as two quotes, not a blank line.
                target.write("\n") if not any(cells) else writer.writerow(cells)
        target.flush()
    except _DAMAGED as error:
        raise _refusal(error, limits) from error
    return note


def _refusal(error: Exception, limits: Limits) -> Exception:
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        megabytes = limits.bytes // 1024**2
        return Refused(f"The workbook holds more than {megabytes} MB of text. Split it.")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull(os.strerror(errno.ENOSPC))
    if _OUT_OF_MEMORY in str(error):
        return MemoryError()
    reason = " ".join(str(error).split())[:200]
    return Refused(f"The workbook is damaged ({reason}). Open it and save it again.")


def _rows(sheet: Sheet, limits: Limits) -> Iterator[list[str]]:
    for cells in sheet.rows():
        if len(cells) > limits.columns:
            raise Refused(
                f'The sheet "{sheet.name[:60]}" has more than {limits.columns:,} columns. '
                "Remove some."
            )
        yield cells


def _open(workbook: IO[bytes], limits: Limits) -> AbstractContextManager[list[Sheet]]:
    _check_size(workbook, limits.bytes)
    if is_ods(workbook):
        return open_ods(workbook, max_columns=limits.columns)
    return open_xlsx(workbook)


def _check_size(workbook: IO[bytes], limit: int) -> None:
    """Add up the sizes in the directory; zipfile reads no more. Raises Refused over `limit`."""
    with zipfile.ZipFile(workbook) as entries:
        size = sum(entry.file_size for entry in entries.infolist())
    if size > limit:
        raise Refused(f"The workbook unzips to more than {limit // 1024**2} MB. Split it.")


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


def main(limits: Limits, known: Collection[str]) -> int:
    _apply_limits(limits)
    target = io.TextIOWrapper(
        io.FileIO(1, "w", closefd=False), encoding="utf-8", errors="replace", newline=""
    )
    try:
        note = write_csv(io.BufferedReader(StandardInput()), target, limits, known)
    except MemoryError:
        return os.EX_UNAVAILABLE
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    sys.stderr.write(f"{note}\n")
    return os.EX_OK


if __name__ == "__main__":
    # sys.exit() would flush the CSV's buffer, which fails again on a full disk.
    code = main(Limits(*map(int, sys.argv[1:6])), frozenset(sys.argv[6:]))
    sys.stderr.flush()
    os._exit(code)
