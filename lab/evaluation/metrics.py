"""Measures of one ranking. Pure functions of ids, best first, and of the set of right ones."""

import math
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import ArrayLike


def recall_at(found: Sequence[str], relevant: Set[str], k: int) -> float:
    """1 if a relevant product is among the first k, as in composed image retrieval."""
    return float(any(one in relevant for one in found[:k]))


def precision_at(found: Sequence[str], relevant: Set[str], k: int) -> float:
    """Share of relevant ones among the first k, or among as many as exist, if fewer."""
    possible = min(k, len(relevant))
    hits = sum(one in relevant for one in found[:possible])
    return hits / possible if possible else 0.0


def share_at(found: Sequence[str], some: Set[str], k: int) -> float:
    """Share of `some` among the first k that were found; 0 where nothing was."""
    first = found[:k]
    return sum(one in some for one in first) / len(first) if first else 0.0


def reciprocal_rank(found: Sequence[str], relevant: Set[str]) -> float:
    """1 / place of the first relevant product; 0 if none was found."""
    places = (place for place, one in enumerate(found, start=1) if one in relevant)
    return 1 / next(places, math.inf)


def ndcg_at(found: Sequence[str], relevant: Set[str], k: int) -> float:
    """Normalised discounted cumulative gain with binary relevance (Järvelin, Kekäläinen 2002)."""
    gain = sum(_discount(place) for place, one in enumerate(found[:k]) if one in relevant)
    best = sum(_discount(place) for place in range(min(k, len(relevant))))
    return gain / best if best else 0.0


def roc_auc(positives: ArrayLike, negatives: ArrayLike) -> float:
    """The chance that a positive scores above a negative (Mann-Whitney U); ties count half.

    Even odds where there is none of either, as in an unlucky resample.
    """
    ones, others = np.asarray(positives), np.sort(negatives)
    pairs = len(ones) * len(others)
    below = np.searchsorted(others, ones, side="left")
    not_above = np.searchsorted(others, ones, side="right")
    return float((below + not_above).sum() / 2 / pairs) if pairs else 0.5


def _discount(place: int) -> float:
    return 1 / math.log2(place + 2)
