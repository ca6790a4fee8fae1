"""Measures recall and latency of one search engine, for each filter and image weight."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from lab.benchmarks.ground_truth import recall_at_k
from lab.benchmarks.setting_results import QueryResult, SettingResult, summarize
from lab.benchmarks.synthetic_vectors import PairedVectors
from lab.benchmarks.vector_queries import Catalog, VectorQuery, queries_by_setting

PAGE: Final = 24
WARM_UP: Final = 10
"""Untimed queries per filter and image weight: the first ones read the index from disk."""


class Engine(Protocol):
    """A search engine that is filled with a catalog when it is constructed."""

    @property
    def name(self) -> str: ...

    def search(self, query: VectorQuery, k: int) -> Sequence[int]:
        """Return at most `k` row numbers of the catalog, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedResult:
    rows: Sequence[int]
    seconds: float


def measure_engine(
    engine: Engine, catalog: Catalog, vectors: PairedVectors, progress: Callable[[int], None]
) -> Iterator[SettingResult]:
    for setting, queries in queries_by_setting(vectors):
        for query in queries[:WARM_UP]:
            engine.search(query, PAGE)
        results = [_timed_search(engine, query) for query in queries]
        yield summarize(engine.name, setting, list(_evaluate(results, catalog, queries)))
        progress(1)


def _timed_search(engine: Engine, query: VectorQuery) -> TimedResult:
    started = time.perf_counter()
    rows = engine.search(query, PAGE)
    return TimedResult(rows=rows, seconds=time.perf_counter() - started)


def _evaluate(
    results: Sequence[TimedResult], catalog: Catalog, queries: Sequence[VectorQuery]
) -> Iterator[QueryResult]:
    # One matrix product for all queries: reading all vectors of a large catalog takes longer than
    # most searches.
    scores = catalog.joint @ np.stack([query.joint for query in queries]).T
    for result, query, query_scores in zip(results, queries, scores.T, strict=True):
        matches = catalog.matches(query.field_filter)
        yield QueryResult(
            recall=recall_at_k(result.rows, query_scores, matches, k=PAGE),
            seconds=result.seconds,
            missing=min(PAGE, int(matches.sum())) - len(result.rows),
        )
