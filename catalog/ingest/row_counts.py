"""The first pass over a file: the number of rows, and the ids that occur more than once."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.source import Source
from catalog.ingest.table import MAX_ROWS

_HEARTBEAT_ROWS = 1_000


@dataclass(slots=True)
class RowCounts:
    total: int  # rows up to the last product
    _remaining: dict[int, int]  # hash of a repeated id -> rows not yet passed

    def superseded(self, external_id: str) -> bool:
        """Whether a later row has the same id. Call once for each row, in order."""
        key = hash(external_id)
        if key not in self._remaining:
            return False
        self._remaining[key] -= 1
        return self._remaining[key] > 0


def count_rows(source: Source, *, heartbeat: Callable[[], None] = lambda: None) -> RowCounts:
    """Read all rows, calling `heartbeat` every 1,000. Raises FeedError beyond MAX_ROWS rows."""
    # Hashes take eight bytes a row. A million ids as strings would take ten times as much or more.
    hashes = array("q")
    last_row = source.table.header_rows
    for number, raw in enumerate(source.rows()):
        if not number % _HEARTBEAT_ROWS:
            heartbeat()
        last_row = raw.row
        if last_row > MAX_ROWS:
            raise FeedError(f"The file has more than {MAX_ROWS:,} rows. Split the catalog.")
        if not isinstance(raw, Problem) and (key := source.dialect.external_id(raw)):
            hashes.append(hash(key))
    values, counts = np.unique(np.array(hashes, dtype=np.int64), return_counts=True)
    repeated = counts > 1
    remaining = dict(zip(values[repeated].tolist(), counts[repeated].tolist(), strict=True))
    return RowCounts(last_row - source.table.header_rows, remaining)
