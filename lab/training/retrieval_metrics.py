"""Figures over a ranking: pure functions of scores and of what is relevant."""

import math

import torch
from torch import Tensor


def recall_at(scores: Tensor, relevant: Tensor, k: int) -> float:
    """Share of queries with a relevant item among the first k (as in composed retrieval).

    `scores` and the boolean `relevant` have shape (queries, items); queries that nothing is
    relevant to do not count.
    """
    hits = relevant.gather(1, _first(scores, k)).any(dim=1)
    return hits[relevant.any(dim=1)].float().mean().item()


def precision_at(scores: Tensor, relevant: Tensor, k: int) -> float:
    """Mean share of relevant items among the first k, or among as many as exist, if fewer."""
    first = _first(scores, k)
    places = torch.arange(first.shape[1])
    possible = relevant.sum(dim=1).clamp(max=k)
    found = relevant.gather(1, first) & (places < possible[:, None])
    answered = possible > 0
    return (found.sum(dim=1)[answered] / possible[answered]).mean().item()


def chance(relevant: Tensor) -> float:
    """The precision of a random order."""
    return relevant[relevant.any(dim=1)].float().mean().item()


def recall_chance(relevant: Tensor, k: int) -> float:
    """The recall of a random order: one minus the share of draws of k that miss all m of n."""
    items = relevant.shape[1]
    drawn = min(k, items)
    missed = [
        math.comb(items - count, drawn) / math.comb(items, drawn)
        for count in relevant.sum(dim=1).tolist()
        if count
    ]
    return 1 - sum(missed) / len(missed)


def _first(scores: Tensor, k: int) -> Tensor:
    return scores.topk(min(k, scores.shape[1]), dim=1).indices
