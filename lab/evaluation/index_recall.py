"""What the approximate index loses against exact search, apart from what fusion gets wrong."""

from collections.abc import Sequence
from typing import Final

from lab.evaluation.estimates import mean_of
from lab.evaluation.figures import Figure
from lab.evaluation.judged import JudgedQuery, Task
from lab.evaluation.progress import Step, Watch
from lab.evaluation.rankers import at_once, ranked_by_search

INDEX: Final = "HNSW index"
PAGE: Final = 24
QUERIES: Final = 30


def index_figures(tasks: Sequence[Task], watch: Watch) -> list[Figure]:
    """recall@24 of the statement forced through the index, its exact answer being the truth."""
    asked = [(task, task.queries[:QUERIES]) for task in tasks]
    step = watch("Comparing the index", sum(len(queries) for _, queries in asked))
    return [_figure(task, queries, step) for task, queries in asked]


def _figure(task: Task, queries: Sequence[JudgedQuery], step: Step) -> Figure:
    return Figure(
        task=task.name, ranker=INDEX, measure=f"recall@{PAGE} of the exact page",
        estimate=mean_of(at_once(_recall, queries, step)),
    )  # fmt: skip


def _recall(query: JudgedQuery) -> float:
    exact = set(ranked_by_search(query).found[:PAGE])
    approximate = ranked_by_search(query, exact_limit=0).found[:PAGE]
    return len(exact & set(approximate)) / len(exact) if exact else 1.0
