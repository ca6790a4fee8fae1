"""Queries asked beside each other."""

import time

import pytest

from lab.evaluation.judged import JudgedQuery
from lab.evaluation.rankers import AT_ONCE, at_once

QUERIES = [JudgedQuery(text=str(number), relevant=frozenset()) for number in range(40)]


def test_answers_come_in_the_order_of_the_queries_and_are_counted() -> None:
    def ask(query: JudgedQuery) -> str:
        time.sleep(0.05 if query.text == "0" else 0)
        return query.text

    steps: list[int] = []
    assert at_once(ask, QUERIES, steps.append) == [query.text for query in QUERIES]
    assert sum(steps) == 40


def test_after_a_failure_no_further_query_is_asked() -> None:
    asked = []

    def ask(query: JudgedQuery) -> None:
        asked.append(query)
        time.sleep(0.01)
        raise ValueError(query.text)

    with pytest.raises(ValueError, match="0"):
        at_once(ask, QUERIES, lambda _done: None)
    assert len(asked) <= 3 * AT_ONCE
