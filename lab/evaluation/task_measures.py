"""Measures by name: each turns the ranked lists of a task's queries into an estimate."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import pstdev
from typing import Final

import numpy as np

from lab.evaluation.bootstrap import Estimate, Indices, bootstrap_estimate, mean_estimate
from lab.evaluation.judgments import RankedList
from lab.evaluation.ranking_measures import (
    ndcg_at,
    precision_at,
    recall_at,
    reciprocal_rank,
    roc_auc,
    share_at,
)

Measure = Callable[[Sequence[RankedList]], Estimate]

RECALL_MEASURES: Final = ("recall@1", "recall@5", "recall@10", "MRR", "nDCG@10")
PRECISION_MEASURES: Final = ("precision@10", "recall@1", "MRR", "nDCG@10")
MATCH_MEASURES: Final = ("precision of matches", "recall of matches")
FALSE_NOTHING: Final = 'false "nothing"'
TYPED_WORDS_MEASURES: Final = ("precision@10", FALSE_NOTHING)
EXCLUSION_MEASURES: Final = ("excluded@10", "precision@10", "nDCG@10")
UNLIKE_MEASURES: Final = ("excluded@10", "recall@1", "recall@10")
PARAPHRASE_MEASURES: Final = ("spread of precision@10", "precision@10")
SUITABILITY_MEASURES: Final = ("ROC-AUC of the best score",)


def estimate_measure(name: str, ranked_lists: Sequence[RankedList]) -> Estimate:
    return MEASURES[name](ranked_lists)


def _average(
    measure: Callable[[RankedList], float], ranked_lists: Sequence[RankedList]
) -> Estimate:
    return mean_estimate([measure(ranked_list) for ranked_list in ranked_lists])


def _recall(k: int, ranked_list: RankedList) -> float:
    return recall_at(ranked_list.ids, ranked_list.query.relevant, k)


def _precision(ranked_list: RankedList) -> float:
    return precision_at(ranked_list.ids, ranked_list.query.relevant, 10)


def _ndcg(ranked_list: RankedList) -> float:
    return ndcg_at(ranked_list.ids, ranked_list.query.relevant, 10)


def _mrr(ranked_list: RankedList) -> float:
    return reciprocal_rank(ranked_list.ids, ranked_list.query.relevant)


def _excluded(ranked_list: RankedList) -> float:
    return share_at(ranked_list.ids, ranked_list.query.unwanted, 10)


def _matches(ranked_list: RankedList) -> list[str]:
    """Return the ids of the ranked products with at least the min score."""
    scored = zip(ranked_list.ids, ranked_list.scores, strict=True)
    return [product_id for product_id, score in scored if score >= ranked_list.min_score]


def _precision_of_matches(ranked_lists: Sequence[RankedList]) -> Estimate:
    """Estimate the share of relevant products among the matches, over queries with any match."""
    judged = [(_matches(ranked_list), ranked_list.query.relevant) for ranked_list in ranked_lists]
    return mean_estimate(
        [share_at(matches, relevant, len(matches)) for matches, relevant in judged if matches]
    )


def _recall_of_matches(ranked_list: RankedList) -> float:
    """Return the share of the relevant products that are matches.

    No more relevant products are expected than the list has ranks.
    """
    relevant = ranked_list.query.relevant
    possible = min(len(relevant), len(ranked_list.ids))
    return len(relevant.intersection(_matches(ranked_list))) / possible if possible else 0.0


def _false_nothing(ranked_lists: Sequence[RankedList]) -> Estimate:
    """Estimate the share of queries without a match, over those with any relevant product."""
    return mean_estimate([float(not _matches(one)) for one in ranked_lists if one.query.relevant])


def _spread(ranked_lists: Sequence[RankedList]) -> Estimate:
    """Estimate the standard deviation of precision@10 among paraphrases, averaged over requests."""
    groups = defaultdict(list)
    for ranked_list in ranked_lists:
        groups[ranked_list.query.paraphrase_group].append(_precision(ranked_list))
    return mean_estimate([pstdev(group) for group in groups.values()])


def _suitability_auc(ranked_lists: Sequence[RankedList]) -> Estimate:
    """Estimate how well the best score tells queries with a relevant product from those without."""
    best = np.array([max(ranked_list.scores, default=-np.inf) for ranked_list in ranked_lists])
    satisfiable = np.array([bool(ranked_list.query.relevant) for ranked_list in ranked_lists])

    def auc(indices: Indices) -> float:
        positive = satisfiable[indices]
        return roc_auc(best[indices[positive]], best[indices[~positive]])

    return bootstrap_estimate(auc, len(ranked_lists))


MEASURES: Final[Mapping[str, Measure]] = {
    "recall@1": partial(_average, partial(_recall, 1)),
    "recall@5": partial(_average, partial(_recall, 5)),
    "recall@10": partial(_average, partial(_recall, 10)),
    "precision@10": partial(_average, _precision),
    "MRR": partial(_average, _mrr),
    "nDCG@10": partial(_average, _ndcg),
    "excluded@10": partial(_average, _excluded),
    "precision of matches": _precision_of_matches,
    "recall of matches": partial(_average, _recall_of_matches),
    FALSE_NOTHING: _false_nothing,
    "spread of precision@10": _spread,
    "ROC-AUC of the best score": _suitability_auc,
}
