"""Measures of a task by name, each an estimate over the rankings of its queries."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import pstdev
from typing import Final

import numpy as np

from catalog.search.ranking import RANKING
from lab.evaluation.estimates import Estimate, Places, estimated, mean_of
from lab.evaluation.judged import Ranking
from lab.evaluation.metrics import (
    ndcg_at,
    precision_at,
    recall_at,
    reciprocal_rank,
    roc_auc,
    share_at,
)

Measure = Callable[[Sequence[Ranking]], Estimate]

RECALL: Final = ("recall@1", "recall@5", "recall@10", "MRR", "nDCG@10")
PRECISION: Final = ("precision@10", "recall@1", "MRR", "nDCG@10")
CLOSE_ONES: Final = ("precision of the close", "recall of the close")
EXCLUSION: Final = ("excluded@10", "precision@10", "nDCG@10")
PARAPHRASES: Final = ("spread of precision@10", "precision@10")
SUITABLE: Final = ("ROC-AUC of the best score",)


def measured(name: str, rankings: Sequence[Ranking]) -> Estimate:
    return MEASURES[name](rankings)


def _average(of_one: Callable[[Ranking], float], rankings: Sequence[Ranking]) -> Estimate:
    return mean_of([of_one(ranking) for ranking in rankings])


def _recall(k: int, ranking: Ranking) -> float:
    return recall_at(ranking.found, ranking.query.relevant, k)


def _precision(ranking: Ranking) -> float:
    return precision_at(ranking.found, ranking.query.relevant, 10)


def _ndcg(ranking: Ranking) -> float:
    return ndcg_at(ranking.found, ranking.query.relevant, 10)


def _mrr(ranking: Ranking) -> float:
    return reciprocal_rank(ranking.found, ranking.query.relevant)


def _excluded(ranking: Ranking) -> float:
    return share_at(ranking.found, ranking.query.unwanted, 10)


def _close(ranking: Ranking) -> list[str]:
    """What the counts are about, as far as it was looked at."""
    scored = zip(ranking.found, ranking.scores, strict=True)
    return [one for one, score in scored if score >= RANKING.min_score]


def _precision_of_close(rankings: Sequence[Ranking]) -> Estimate:
    """Of requests that have any: share of relevant products among the close ones."""
    close = [(_close(ranking), ranking.query.relevant) for ranking in rankings]
    return mean_of([share_at(found, relevant, len(found)) for found, relevant in close if found])


def _recall_of_close(ranking: Ranking) -> float:
    """Share of close ones among the relevant products, or among as many as were looked at."""
    relevant = ranking.query.relevant
    possible = min(len(relevant), len(ranking.found))
    return len(relevant.intersection(_close(ranking))) / possible if possible else 0.0


def _spread(rankings: Sequence[Ranking]) -> Estimate:
    """Standard deviation of precision@10 over the paraphrases of a request, mean of requests."""
    groups = defaultdict(list)
    for ranking in rankings:
        groups[ranking.query.group].append(_precision(ranking))
    return mean_of([pstdev(group) for group in groups.values()])


def _suitable(rankings: Sequence[Ranking]) -> Estimate:
    """Does the best hit's score tell requests that the shop can answer from those it cannot?"""
    best = np.array([max(ranking.scores, default=-np.inf) for ranking in rankings])
    answerable = np.array([bool(ranking.query.relevant) for ranking in rankings])

    def auc(places: Places) -> float:
        fits = answerable[places]
        return roc_auc(best[places[fits]], best[places[~fits]])

    return estimated(auc, len(rankings))


MEASURES: Final[Mapping[str, Measure]] = {
    "recall@1": partial(_average, partial(_recall, 1)),
    "recall@5": partial(_average, partial(_recall, 5)),
    "recall@10": partial(_average, partial(_recall, 10)),
    "precision@10": partial(_average, _precision),
    "MRR": partial(_average, _mrr),
    "nDCG@10": partial(_average, _ndcg),
    "excluded@10": partial(_average, _excluded),
    "precision of the close": _precision_of_close,
    "recall of the close": partial(_average, _recall_of_close),
    "spread of precision@10": _spread,
    "ROC-AUC of the best score": _suitable,
}
