"""Recall and precision at k, and their values for a random ranking.

`scores` and the boolean `relevant` have the shape (queries, items). Queries without a relevant item
are left out.
"""

import math

import torch
from torch import Tensor


def recall_at(scores: Tensor, relevant: Tensor, k: int) -> float:
    """Return the share of queries with a relevant item among the first k."""
    hits = relevant.gather(1, _top_indices(scores, k)).any(dim=1)
    return hits[relevant.any(dim=1)].float().mean().item()


def precision_at(scores: Tensor, relevant: Tensor, k: int) -> float:
    """Return the mean share of relevant items among the first k.

    Where a query has only n < k relevant items, it is the share among the first n.
    """
    top = _top_indices(scores, k)
    cutoff = relevant.sum(dim=1).clamp(max=k)
    ranks = torch.arange(top.shape[1])
    hits = relevant.gather(1, top) & (ranks < cutoff[:, None])
    counted = cutoff > 0
    return (hits.sum(dim=1)[counted] / cutoff[counted]).mean().item()


def chance_precision(relevant: Tensor) -> float:
    """Return the expected precision of a random ranking."""
    return relevant[relevant.any(dim=1)].float().mean().item()


def chance_recall(relevant: Tensor, k: int) -> float:
    """Return the expected recall of a random ranking.

    It is 1 minus the mean probability that k random items include no relevant one.
    """
    items = relevant.shape[1]
    drawn = min(k, items)
    missed = [
        math.comb(items - count, drawn) / math.comb(items, drawn)
        for count in relevant.sum(dim=1).tolist()
        if count
    ]
    return 1 - sum(missed) / len(missed)


def _top_indices(scores: Tensor, k: int) -> Tensor:
    return scores.topk(min(k, scores.shape[1]), dim=1).indices
