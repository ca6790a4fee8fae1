"""Figures of a task: means over groups of queries that all weigh the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from lab.training.photo_measures.retrieval_task import (
    QueryResults,
    RetrievalTask,
    Values,
    chance_of_queries,
    measure_queries,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The mean over groups of the mean over each group's queries (macro-average)."""

    task: str
    measure: str
    averaged: str
    """What the groups are: "labels", "photographers" …"""
    by_group: Mapping[str, float]
    chance: float
    """What a random order reaches on average."""
    queries: int

    @property
    def value(self) -> float:
        return fmean(self.by_group.values())

    @property
    def description(self) -> str:
        """What was measured and how it was averaged, with the numbers of groups and queries."""
        return f"{self.task}, {self.measure}, " + mean_of(
            self.averaged, groups=len(self.by_group), queries=self.queries
        )


def mean_of(averaged: str, *, groups: int, queries: int) -> str:
    """Name a macro-average. Where groups have several queries, these are photos."""
    photos = f" ({queries:,} photos)" if queries > groups else ""
    return f"mean of {groups:,} {averaged}{photos}"


def by_photographers(figures: Sequence[Figure]) -> list[Figure]:
    """Return one figure for each task and measure: the mean over photographers, if there is one."""
    return [
        next((one for one in averages if one.averaged == "photographers"), averages[0])
        for averages in (list(group) for _, group in groupby(figures, _task_and_measure))
    ]


def _task_and_measure(figure: Figure) -> tuple[str, str]:
    return figure.task, figure.measure


def figures_of_task(task: RetrievalTask, results: QueryResults) -> Iterator[Figure]:
    """Yield a figure per measure and way to average, of the queries that have a right photo."""
    answerable = results.relevant > 0
    if not answerable.any():
        return
    for measure in task.measures:
        values = measure_queries(measure, results)[answerable]
        chances = chance_of_queries(measure, results)[answerable]
        for averaged, names in task.groups.items():
            groups = [name for name, counts in zip(names, answerable, strict=True) if counts]
            yield Figure(
                task=task.name,
                measure=measure,
                averaged=averaged,
                by_group=means_by_group(values, groups),
                chance=fmean(means_by_group(chances, groups).values()),
                queries=len(values),
            )


def means_by_group(values: Values | Sequence[float], groups: Sequence[str]) -> dict[str, float]:
    by_group = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        by_group[group].append(float(value))
    return {group: fmean(members) for group, members in by_group.items()}
