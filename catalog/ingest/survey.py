"""A first look through the whole file: how many rows, and which ids come more than once."""

from array import array
from dataclasses import dataclass

import numpy as np

from catalog.ingest import google
from catalog.ingest.problems import HEADER_ROW, Problem
from catalog.ingest.table import Table


@dataclass(slots=True)
class Survey:
    total: int
    _left: dict[int, int]  # hash of a repeated id -> rows still to come

    def superseded(self, external_id: str) -> bool:
        """Whether a later row has the same id. Call once for each row, in their order."""
        key = hash(external_id)
        if key not in self._left:
            return False
        self._left[key] -= 1
        return self._left[key] > 0


def survey(table: Table) -> Survey:
    # Eight bytes a row: a million ids as strings would take a hundred times that.
    hashes = array("q")
    last = HEADER_ROW
    for raw in table.rows():
        last = raw.row
        if not isinstance(raw, Problem) and (key := google.external_id(raw)):
            hashes.append(hash(key))
    values, counts = np.unique(np.array(hashes, dtype=np.int64), return_counts=True)
    repeated = counts > 1
    left = dict(zip(values[repeated].tolist(), counts[repeated].tolist(), strict=True))
    return Survey(last - HEADER_ROW, left)
