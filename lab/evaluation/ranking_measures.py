"""Measures of one ranked list: functions of the ranked ids, best first, and the relevant ids."""

import math
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import ArrayLike


def recall_at(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return 1 if any relevant id is among the first k, else 0, as in composed image retrieval."""
    return float(any(product_id in relevant for product_id in ranked[:k]))


def precision_at(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return the share of relevant ids among the first k, or among as many as are relevant."""
    possible = min(k, len(relevant))
    hits = sum(product_id in relevant for product_id in ranked[:possible])
    return hits / possible if possible else 0.0


def share_at(ranked: Sequence[str], ids: Set[str], k: int) -> float:
    """Return the share of the first k ranked ids that are in `ids`; 0 for an empty list."""
    first = ranked[:k]
    return sum(product_id in ids for product_id in first) / len(first) if first else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Set[str]) -> float:
    """Return 1 / rank of the first relevant id, or 0 if there is none."""
    ranks = (rank for rank, product_id in enumerate(ranked, start=1) if product_id in relevant)
    return 1 / next(ranks, math.inf)


def ndcg_at(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return the normalised discounted cumulative gain (Järvelin, Kekäläinen 2002) at rank k.

    Relevance is binary.
    """
    gain = sum(_discount(i) for i, product_id in enumerate(ranked[:k]) if product_id in relevant)
    best = sum(_discount(i) for i in range(min(k, len(relevant))))
    return gain / best if best else 0.0


def roc_auc(positives: ArrayLike, negatives: ArrayLike) -> float:
    """Return the chance that a positive is above a negative (Mann-Whitney U); ties count half.

    Return 0.5 if either side is empty, as in an unlucky resample.
    """
    positives, negatives = np.asarray(positives), np.sort(negatives)
    pairs = len(positives) * len(negatives)
    below = np.searchsorted(negatives, positives, side="left")
    not_above = np.searchsorted(negatives, positives, side="right")
    return float((below + not_above).sum() / 2 / pairs) if pairs else 0.5


def _discount(position: int) -> float:
    return 1 / math.log2(position + 2)
