"""Queries in parallel threads: the order of their results, and failures."""

import time

import pytest

from lab.evaluation.judgments import JudgedQuery
from lab.evaluation.search_ranker import THREADS, map_queries

QUERIES = [JudgedQuery(text=str(number), relevant=frozenset()) for number in range(40)]


def test_parallel_results_keep_the_order_of_the_queries_and_advance_progress() -> None:
    def call(query: JudgedQuery) -> str:
        time.sleep(0.05 if query.text == "0" else 0)
        return query.text

    steps: list[int] = []
    assert map_queries(call, QUERIES, steps.append) == [query.text for query in QUERIES]
    assert sum(steps) == 40


def test_no_further_query_starts_after_a_failure() -> None:
    called = []

    def call(query: JudgedQuery) -> None:
        called.append(query)
        time.sleep(0.01)
        raise ValueError(query.text)

    with pytest.raises(ValueError, match="0"):
        map_queries(call, QUERIES, lambda _done: None)
    assert len(called) <= 3 * THREADS
