"""Recall of the HNSW index against exact search."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from catalog.search.ranking import RANKING
from lab.evaluation.bootstrap import mean_estimate
from lab.evaluation.judgments import JudgedQuery, Task
from lab.evaluation.measurements import Measurement
from lab.evaluation.progress_callbacks import AddStage, Advance
from lab.evaluation.search_ranker import map_queries, rank_by_search

INDEX: Final = "HNSW index"
PAGE: Final = 24
QUERIES: Final = 30
"""Queries per task."""

BY_INDEX: Final = replace(RANKING, exact_limit=0)
EXACT: Final = replace(RANKING, exact_limit=1_000_000_000)


def measure_index(tasks: Sequence[Task], add_stage: AddStage) -> list[Measurement]:
    """Measure the recall@24 of searches forced through the index, against exact searches."""
    samples = [(task, task.queries[:QUERIES]) for task in tasks]
    advance = add_stage("Measuring index recall", sum(len(queries) for _, queries in samples))
    return [_measure_task(task, queries, advance) for task, queries in samples]


def _measure_task(task: Task, queries: Sequence[JudgedQuery], advance: Advance) -> Measurement:
    return Measurement(
        task=task.name, ranker=INDEX, measure=f"recall@{PAGE} of the exact page",
        estimate=mean_estimate(map_queries(_recall, queries, advance)),
    )  # fmt: skip


def _recall(query: JudgedQuery) -> float:
    exact = set(rank_by_search(query, ranking=EXACT).ids[:PAGE])
    approximate = rank_by_search(query, ranking=BY_INDEX).ids[:PAGE]
    return len(exact & set(approximate)) / len(exact) if exact else 1.0
