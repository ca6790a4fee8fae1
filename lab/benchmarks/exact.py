"""What recall is measured against: brute force in NumPy, over the same rounded vectors."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TIE: float = 2e-3
"""Postgres rounds the query to half precision too: so much nearer or farther is a tie."""


def recall_of(
    found: Collection[int], scores: Floats, passing: NDArray[np.bool_], *, k: int
) -> float:
    """Share of the `k` best passing places that were found; a tie with the last counts as found.

    `found` are places in `scores` (n,). With fewer than `k` passing, all of those are wanted.
    """
    wanted = min(k, int(passing.sum()))
    if wanted == 0:
        return 1.0
    least = np.partition(scores[passing], -wanted)[-wanted]
    spread = TIE * float(np.std(scores[passing]))
    hits = [place for place in found if passing[place] and scores[place] >= least - spread]
    return min(1.0, len(hits) / wanted)
