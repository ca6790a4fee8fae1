"""Files of imports that this process has read a part of, kept open until their next slice.

Reading a file again for each slice would take longer than the slice: the first pass over 100,000
rows takes seconds. Another process that continues the import opens the file for itself, and may
have written rows in between. So what is kept reads on from any later row.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from catalog.ingest.column_memory import read_options
from catalog.ingest.overview import Overview, read_overview
from catalog.ingest.problems import Problem
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.source import Source, open_source
from catalog.ingest.table import RawRow
from catalog.models import ImportRun

# Of each process. What was not used for this long belongs to an import that has ended elsewhere.
MAX_OPEN: Final = 4
MAX_IDLE: Final = 120.0  # seconds

IndexedRows = Iterator[tuple[int, RawRow | Problem]]


@dataclass(slots=True, kw_only=True, eq=False)
class OpenImport:
    source: Source
    overview: Overview
    rows: IndexedRows  # those that have not been read yet, with their numbers among all, from 0
    last_row: int = 0  # the last one that was read
    files: ExitStack
    used_at: float = field(default_factory=time.monotonic)

    def close(self) -> None:
        # The generators behind it end while their files are open.
        self.rows = iter(())
        self.files.close()


_Key = tuple[int, str]  # the run, and how its file is read, which a check may change
_kept: dict[_Key, OpenImport] = {}  # the least recently used first


def open_import(
    run: ImportRun, heartbeat: Callable[[], None], on_open: Callable[[Source, ReadOptions], None]
) -> OpenImport:
    """Return the file of a run, at the first row that this process has not read.

    Calls `on_open` before the first pass over the file. The caller keeps or closes it. Raises
    FeedError, FileNotFoundError and StorageError, and what `heartbeat` and `on_open` raise.
    """
    kept = _kept.pop(_key(run), None)
    if kept is not None and kept.last_row <= kept.overview.rows.after(run.rows_read):
        return kept
    if kept is not None:
        kept.close()
    return _open(run, heartbeat, on_open)


def keep_open(run: ImportRun, opened: OpenImport) -> None:
    """Keep a file for the next slice. All rows up to its last one are written."""
    opened.used_at = time.monotonic()
    _kept[_key(run)] = opened
    idle = [key for key, other in _kept.items() if other.used_at < opened.used_at - MAX_IDLE]
    for key in {*idle, *list(_kept)[:-MAX_OPEN]}:
        _kept.pop(key).close()


def _key(run: ImportRun) -> _Key:
    return run.pk, json.dumps(run.read_options, sort_keys=True)


def _open(
    run: ImportRun, heartbeat: Callable[[], None], on_open: Callable[[Source, ReadOptions], None]
) -> OpenImport:
    options = read_options(run)
    with ExitStack() as files:
        file = files.enter_context(run.file.open("rb"))
        source = files.enter_context(open_source(file, options=options, heartbeat=heartbeat))
        on_open(source, options)
        overview = read_overview(source, heartbeat=heartbeat)
        rows = enumerate(source.rows(overview.stated.columns))
        return OpenImport(source=source, overview=overview, rows=rows, files=files.pop_all())
