"""A first look through the whole file: how many rows, and which ids come more than once."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.source import Source
from catalog.ingest.table import MAX_ROWS

_LOOK_EVERY = 1_000


@dataclass(slots=True)
class Survey:
    total: int  # rows up to the last product
    _left: dict[int, int]  # hash of a repeated id -> rows still to come

    def superseded(self, external_id: str) -> bool:
        """Whether a later row has the same id. Call once for each row, in their order."""
        key = hash(external_id)
        if key not in self._left:
            return False
        self._left[key] -= 1
        return self._left[key] > 0


def survey(source: Source, *, meanwhile: Callable[[], None] = lambda: None) -> Survey:
    """Calls `meanwhile` now and then. Raises FeedError for a file of more than MAX_ROWS."""
    # Eight bytes a row: a million ids as strings would take a hundred times that.
    hashes = array("q")
    last = source.table.header_rows
    for number, raw in enumerate(source.rows()):
        if not number % _LOOK_EVERY:
            meanwhile()
        last = raw.row
        if last > MAX_ROWS:
            raise FeedError(f"The file has more than {MAX_ROWS:,} rows. Split the catalog.")
        if not isinstance(raw, Problem) and (key := source.dialect.external_id(raw)):
            hashes.append(hash(key))
    values, counts = np.unique(np.array(hashes, dtype=np.int64), return_counts=True)
    repeated = counts > 1
    left = dict(zip(values[repeated].tolist(), counts[repeated].tolist(), strict=True))
    return Survey(last - source.table.header_rows, left)
