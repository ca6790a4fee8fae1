"""Recall against exact search, by brute force in NumPy over the same half-precision vectors."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TIE: float = 2e-3
"""Scores this many deviations apart tie: Postgres rounds the query to half precision."""


def recall_at_k(
    found: Collection[int], scores: Floats, matches: NDArray[np.bool_], *, k: int
) -> float:
    """Share of the `k` best matching rows that were found; a tie with the last one counts.

    `found` are row numbers in `scores` (n,). With fewer than `k` matches, all of them are expected.
    """
    expected = min(k, int(matches.sum()))
    if expected == 0:
        return 1.0
    min_score = np.partition(scores[matches], -expected)[-expected]
    tolerance = TIE * float(np.std(scores[matches]))
    hits = [row for row in found if matches[row] and scores[row] >= min_score - tolerance]
    return min(1.0, len(hits) / expected)
