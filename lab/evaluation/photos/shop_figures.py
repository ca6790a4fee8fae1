"""Figures of the shop's own search on real photos."""

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import fmean

from lab.evaluation.judgments import RankedList
from lab.evaluation.photos.shop_queries import STRONG, Goal, ShopTask
from lab.evaluation.progress_callbacks import Advance
from lab.evaluation.ranking_measures import precision_at, recall_at
from lab.evaluation.ranking_variants import RankingVariant
from lab.evaluation.search_ranker import map_queries, rank_by_search
from lab.training.photo_measures.figures import Figure, means_by_group


def measure_shop(
    tasks: Sequence[ShopTask], variant: RankingVariant, advance: Advance
) -> Iterator[Figure]:
    """Search the shop in the current database, with one ranking."""
    rank = partial(rank_by_search, ranking=variant.ranking)
    for task in tasks:
        ranked_lists = map_queries(rank, [query.search for query in task.queries], advance)
        yield from figures_of_lists(task, ranked_lists)


def figures_of_lists(task: ShopTask, ranked_lists: Sequence[RankedList]) -> Iterator[Figure]:
    """Yield a figure per measure and way to average, of the goals that can be reached."""
    judged = [
        (goal, ranked_list)
        for query, ranked_list in zip(task.queries, ranked_lists, strict=True)
        for goal in query.goals
        if goal.right
    ]
    for measure, averaged in dict.fromkeys((goal.measure, goal.averaged) for goal, _ in judged):
        same = [pair for pair in judged if _is_of(pair[0], measure, averaged)]
        values = [(value, goal.group) for goal, ranked in same for value in _values(goal, ranked)]
        if not values:
            continue
        groups = [goal.group for goal, _ in same]
        chances = [len(goal.right) / len(goal.counted) for goal, _ in same]
        yield Figure(
            task=task.name,
            measure=measure,
            averaged=averaged,
            by_group=means_by_group(*zip(*values, strict=True)),
            chance=fmean(means_by_group(chances, groups).values()),
            queries=len(same),
        )


def _is_of(goal: Goal, measure: str, averaged: str) -> bool:
    return (goal.measure, goal.averaged) == (measure, averaged)


def _values(goal: Goal, ranked_list: RankedList) -> list[float]:
    """Return the list's value, or of STRONG, a value for each strong match."""
    ids = [product for product in ranked_list.ids if product in goal.counted]
    if goal.measure == STRONG:
        strong = _strong(ranked_list)
        return [float(product in goal.right) for product in ids if product in strong]
    if goal.measure == "recall@1":
        return [recall_at(ids, goal.right, 1)]
    return [precision_at(ids, goal.right, 10)]


def _strong(ranked_list: RankedList) -> set[str]:
    # Lists other than the search's have no scores.
    scored = zip(ranked_list.ids, ranked_list.scores, strict=False)
    return {product for product, score in scored if score >= ranked_list.strong_score}
