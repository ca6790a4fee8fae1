"""`./shop bench search`: engines side by side on the same vectors and the same questions."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.engine import Engine
from benchmarks.exact import recall_of
from benchmarks.measured import Measured, Outcome, measured
from benchmarks.questions import Catalog, Question, settings
from benchmarks.vectors import Vectors

PAGE: Final = 24
WARM_UP: Final = 10
"""Questions before the clock counts: the first ones read the index from disk."""


def search_bench(
    engine: Engine, catalog: Catalog, queries: Vectors, progress: Callable[[int], None]
) -> Iterator[Measured]:
    for setting, questions in settings(queries):
        for question in questions[:WARM_UP]:
            engine.found(question, PAGE)
        outcomes = [_outcome(engine, catalog, question) for question in questions]
        yield measured(engine.name, setting, outcomes)
        progress(1)


def _outcome(engine: Engine, catalog: Catalog, question: Question) -> Outcome:
    started = time.perf_counter()
    found = engine.found(question, PAGE)
    seconds = time.perf_counter() - started
    passing = catalog.passing(question.condition)
    return Outcome(
        recall=recall_of(found, catalog.joint, question.joint, passing, k=PAGE),
        seconds=seconds,
        missing=min(PAGE, int(passing.sum())) - len(found),
    )
