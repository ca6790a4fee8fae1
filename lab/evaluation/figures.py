"""The evaluation's outcome: one figure per task, ranker and measure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lab.evaluation.ablation import rankings_by_rule
from lab.evaluation.estimates import Estimate
from lab.evaluation.judged import Ranking, Task
from lab.evaluation.measures import measured
from lab.evaluation.progress import Step
from lab.evaluation.rankers import at_once, ranked_by_search
from lab.evaluation.rules import Catalogue

OURS: Final = "the search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    task: str
    ranker: str
    measure: str
    estimate: Estimate


def figures_of(task: Task, step: Step) -> Iterator[Figure]:
    """By the search itself."""
    yield from figures_of_rankings(task, OURS, at_once(ranked_by_search, task.queries, step))


def figures_by_rule(task: Task, catalogue: Catalogue, step: Step) -> Iterator[Figure]:
    """By the other fusion rules, of a task whose queries have photo and words."""
    for name, rankings in rankings_by_rule(task, catalogue, step):
        yield from figures_of_rankings(task, name, rankings)


def figures_of_rankings(task: Task, ranker: str, rankings: Sequence[Ranking]) -> Iterator[Figure]:
    for measure in task.measures:
        estimate = measured(measure, rankings)
        yield Figure(task=task.name, ranker=ranker, measure=measure, estimate=estimate)
