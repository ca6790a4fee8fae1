"""Converts a workbook (XLSX or ODS) to CSV, in a process with limits of time and memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Final

from catalog.files.scratch import scratch_file
from catalog.files.storage_error import StorageError
from catalog.ingest.formats.zip_checks import check_directory
from catalog.ingest.problems import FeedError, TooCostly
from catalog.ingest.table import MAX_COLUMNS

MAX_SHEET_ROWS: Final = 1_048_576  # Excel's own limit
_ROOT: Final = Path(__file__).resolve().parents[3]
_HEARTBEAT_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLimits:
    seconds: int  # of CPU time
    megabytes: int  # of memory

    @property
    def timeout(self) -> float:
        """Wall-clock seconds, with room for other processes on the same CPUs."""
        return 3.0 * self.seconds


# 20,000 rows of eight cells take 0.8 s. Strings are kept in memory, each distinct one once.
IMPORT_LIMITS: Final = ProcessLimits(seconds=180, megabytes=1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    max_bytes: int  # of the unzipped workbook, and of the CSV
    max_rows: int = MAX_SHEET_ROWS  # later rows are left out
    known: Collection[str] = ()  # names of columns, which tell the catalog from other sheets
    limits: ProcessLimits = IMPORT_LIMITS


def write_as_csv(
    workbook: IO[bytes],
    target: IO[bytes],
    conversion: Conversion,
    *,
    heartbeat: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Write a sheet to `target` in UTF-8, calling `heartbeat` a few times a second.

    `target` is empty and has a file descriptor. Returns a note on which sheet it is, if there are
    several. Raises FeedError for a bad workbook, TooCostly for one that exceeds the process limits,
    and StorageError.
    """
    check_directory(workbook)
    with _on_disk(workbook) as source, _start(source, target, conversion) as process:
        try:
            message = _wait(process, conversion.limits, heartbeat)
        finally:
            process.kill()  # does nothing once it has ended
    if process.returncode == os.EX_DATAERR:
        raise FeedError(message)
    if process.returncode == os.EX_IOERR:
        raise StorageError(message)
    if process.returncode:
        raise TooCostly(
            f"Reading the workbook takes more than {conversion.limits.seconds} seconds or "
            f"{conversion.limits.megabytes} MB of memory. Save it as CSV, and upload that."
        )
    return (message,) if message else ()


@contextmanager
def _on_disk(workbook: IO[bytes]) -> Iterator[IO[bytes]]:
    """Yield the workbook or, if it is only in memory, a copy with a file descriptor."""
    try:
        workbook.fileno()
    except (AttributeError, OSError):
        workbook.seek(0)
        with scratch_file() as copy:
            copyfileobj(workbook, copy)
            copy.flush()
            yield copy
    else:
        workbook.flush()
        yield workbook


def _start(source: IO[bytes], target: IO[bytes], conversion: Conversion) -> "subprocess.Popen[str]":
    limits = (
        conversion.max_rows,
        MAX_COLUMNS,
        conversion.max_bytes,
        conversion.limits.seconds,
        conversion.limits.megabytes,
    )
    search = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603  # a module of this package, with numbers and names as arguments
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "catalog.ingest.formats.workbook_process",
            *map(str, limits),
            *conversion.known,
        ],
        env={**os.environ, "PYTHONPATH": search},
        stdin=source.fileno(),
        stdout=target.fileno(),
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait(
    process: "subprocess.Popen[str]", limits: ProcessLimits, heartbeat: Callable[[], None]
) -> str:
    """Wait until the process ends or is late. Returns the last line of its standard error."""
    deadline = time.monotonic() + limits.timeout
    while True:
        try:
            _, stderr = process.communicate(timeout=_HEARTBEAT_SECONDS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                process.kill()
            heartbeat()
        else:
            return stderr.strip().rpartition("\n")[2]
