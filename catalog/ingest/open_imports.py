"""Files of imports that this process has read a part of, kept open until their next slice.

Opening a file again for each slice would take longer than the slice: the first pass over 100,000
rows takes seconds, and is done in slices itself. Another process that continues the import opens
the file for itself, and may have written rows in between. So what is kept reads on from any later
row.
"""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from catalog.ingest.column_memory import read_options
from catalog.ingest.opening import OpenImport, Opening, Upload
from catalog.models import ImportRun

# Of each process. What was not used for this long belongs to an import that has ended elsewhere.
MAX_OPEN: Final = 4
MAX_IDLE: Final = 120.0  # seconds
# Steps in which a file is opened by a worker that has no deadline. Its lease is longer.
_STEP: Final = 10.0  # seconds

_Key = tuple[int, str]  # the run, and how its file is read, which a check may change


@dataclass(slots=True)
class _Kept:
    file: OpenImport | Opening
    used_at: float = field(default_factory=time.monotonic)


_kept: dict[_Key, _Kept] = {}  # the least recently used first


def open_import(
    run: ImportRun, *, is_checked: bool, deadline: float, heartbeat: Callable[[], None]
) -> OpenImport | Opening:
    """Return the file of a run, at the first row that this process has not read.

    Returns an Opening if that takes until the deadline of time.monotonic(), or if it has failed.
    The caller keeps or closes it. Raises FileNotFoundError, and what `heartbeat` raises.
    """
    kept = _kept.pop(_key(run), None)
    if kept is not None and _fits(kept.file, run):
        opened = kept.file
    else:
        if kept is not None:
            kept.file.close()
        opened = Opening(_upload(run, is_checked=is_checked))
    if isinstance(opened, Opening):
        _go_on(opened, deadline if _has_room() else math.inf, heartbeat)
    return opened


def _fits(file: OpenImport | Opening, run: ImportRun) -> bool:
    return isinstance(file, Opening) or file.last_row <= file.overview.rows.after(run.rows_read)


def _go_on(opening: Opening, deadline: float, heartbeat: Callable[[], None]) -> None:
    try:
        while not opening.work.go_on(until=min(deadline, time.monotonic() + _STEP)):
            heartbeat()
            if time.monotonic() > deadline:
                return
    except BaseException:
        opening.close()
        raise


def keep_open(run: ImportRun, file: OpenImport | Opening) -> None:
    """Keep a file for the next slice. All rows up to its last one are written."""
    kept = _kept[_key(run)] = _Kept(file)
    idle = [key for key, other in _kept.items() if other.used_at < kept.used_at - MAX_IDLE]
    # What is being opened stays: otherwise more imports than MAX_OPEN could begin again for ever.
    opened = [key for key, other in _kept.items() if isinstance(other.file, OpenImport)]
    surplus = max(len(_kept) - MAX_OPEN, 0)
    for key in {*idle, *opened[:surplus]}:
        _kept.pop(key).file.close()


def _has_room() -> bool:
    """Whether one more file may be kept while it is being opened."""
    return sum(isinstance(kept.file, Opening) for kept in _kept.values()) < MAX_OPEN


def _key(run: ImportRun) -> _Key:
    return run.pk, json.dumps(run.read_options, sort_keys=True)


def _upload(run: ImportRun, *, is_checked: bool) -> Upload:
    return Upload(
        file=run.file.open("rb"),
        options=read_options(run),
        rows_read=run.rows_read,
        has_products=run.merchant.products.exists(),
        is_checked=is_checked,
    )
