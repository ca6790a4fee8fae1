"""Recall against exact search, by brute force in NumPy over the same half-precision vectors."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TIE: float = 2e-3
"""Scores this close tie, in standard deviations: Postgres rounds queries to half precision."""


def recall_at_k(
    found: Collection[int], scores: Floats, matches: NDArray[np.bool_], *, k: int
) -> float:
    """Return the share of the `k` best matching rows, or of all if fewer match, that was found.

    `found` are row numbers in `scores` (n,). A row that ties with the k-th best counts too.
    """
    expected = min(k, int(matches.sum()))
    if expected == 0:
        return 1.0
    min_score = np.partition(scores[matches], -expected)[-expected]
    tolerance = TIE * float(np.std(scores[matches]))
    hits = [row for row in found if matches[row] and scores[row] >= min_score - tolerance]
    return min(1.0, len(hits) / expected)
