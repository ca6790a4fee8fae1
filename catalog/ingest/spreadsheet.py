"""An Excel workbook (XLSX) as a CSV file with the same rows, made by a process with limits."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Final

from catalog.files.scratch import scratch_file
from catalog.files.trouble import StorageTrouble
from catalog.ingest.archive import check_directory
from catalog.ingest.problems import FeedError, TooCostly
from catalog.ingest.table import MAX_COLUMNS

MAX_ROWS: Final = 1_048_576  # of a sheet, in Excel
_ROOT: Final = Path(__file__).resolve().parents[2]
_LOOK_EVERY: Final = 5.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What reading a workbook may take: seconds of a processor, and memory."""

    seconds: int
    megabytes: int

    @property
    def patience(self) -> float:
        """Seconds on the clock, where others use the processors too."""
        return 3.0 * self.seconds


# 20,000 rows of eight cells take 0.8 s. What the workbook says twice, it keeps once.
IMPORTING: Final = Allowance(seconds=180, megabytes=1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Of a workbook, the first `rows`; as CSV, and unzipped, it has `limit` bytes at most."""

    limit: int
    rows: int = MAX_ROWS
    allowance: Allowance = IMPORTING


def write_as_csv(
    workbook: IO[bytes],
    target: IO[bytes],
    extent: Extent,
    *,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """To UTF-8. `target` is empty, and a file of the system's. Calls `meanwhile` every few seconds.
    Raises FeedError; TooCostly beyond the allowance; StorageTrouble where there is no room for it.
    """
    check_directory(workbook)
    with _on_disk(workbook) as source, _started(source, target, extent) as process:
        try:
            said = _waited_for(process, extent.allowance, meanwhile)
        finally:
            process.kill()  # does nothing to one that has ended
    if process.returncode == os.EX_DATAERR:
        raise FeedError(said)
    if process.returncode == os.EX_IOERR:
        raise StorageTrouble(said)
    if process.returncode:
        raise TooCostly(
            f"Reading the Excel file takes more than {extent.allowance.seconds} seconds or "
            f"{extent.allowance.megabytes} MB of memory. Save it as CSV, and upload that."
        )


@contextmanager
def _on_disk(workbook: IO[bytes]) -> Iterator[IO[bytes]]:
    """Itself, or a copy where it is in memory only."""
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


def _started(source: IO[bytes], target: IO[bytes], extent: Extent) -> "subprocess.Popen[str]":
    granted = extent.allowance
    limits = (extent.rows, MAX_COLUMNS, extent.limit, granted.seconds, granted.megabytes)
    search = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603  # ourselves
        [sys.executable, "-m", "catalog.ingest.workbook_process", *map(str, limits)],
        env={**os.environ, "PYTHONPATH": search},
        stdin=source.fileno(),
        stdout=target.fileno(),
        stderr=subprocess.PIPE,
        text=True,
    )


def _waited_for(
    process: "subprocess.Popen[str]", allowance: Allowance, meanwhile: Callable[[], None]
) -> str:
    """Its last line."""
    until = time.monotonic() + allowance.patience
    while True:
        try:
            _, said = process.communicate(timeout=_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            if time.monotonic() > until:
                process.kill()
            meanwhile()
        else:
            return said.strip().rpartition("\n")[2]
