"""The evaluation's outcome: one figure per task, ranker and measure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.evaluation.ablation import fused, rankings_by_rule
from catalog.evaluation.estimates import Estimate
from catalog.evaluation.judged import Ranking, Task
from catalog.evaluation.measures import measured
from catalog.evaluation.rankers import ranked_by_search
from catalog.evaluation.rules import Catalogue

OURS: Final = "the search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    task: str
    ranker: str
    measure: str
    estimate: Estimate


def figures_of(task: Task, progress: Callable[[int], None]) -> Iterator[Figure]:
    """By the search itself."""
    rankings = []
    for query in task.queries:
        rankings.append(ranked_by_search(query))
        progress(1)
    yield from figures_of_rankings(task, OURS, rankings)


def figures_by_rule(task: Task, catalogue: Catalogue) -> Iterator[Figure]:
    """By the other fusion rules; none for a task without photo and words."""
    if not fused(task):
        return
    for name, rankings in rankings_by_rule(task, catalogue):
        yield from figures_of_rankings(task, name, rankings)


def figures_of_rankings(task: Task, ranker: str, rankings: Sequence[Ranking]) -> Iterator[Figure]:
    for measure in task.measures:
        estimate = measured(measure, rankings)
        yield Figure(task=task.name, ranker=ranker, measure=measure, estimate=estimate)
