"""`./shop bench search`: engines side by side on the same vectors and the same questions."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from lab.benchmarks.engine import Engine
from lab.benchmarks.exact import recall_of
from lab.benchmarks.measured import Measured, Outcome, measured
from lab.benchmarks.questions import Catalog, Question, settings
from lab.benchmarks.vectors import Vectors

Answered = tuple[Sequence[int], float]  # places in the catalog, and the seconds it took

PAGE: Final = 24
WARM_UP: Final = 10
"""Questions before the clock counts: the first ones read the index from disk."""


def search_bench(
    engine: Engine, catalog: Catalog, queries: Vectors, progress: Callable[[int], None]
) -> Iterator[Measured]:
    for setting, questions in settings(queries):
        for question in questions[:WARM_UP]:
            engine.found(question, PAGE)
        answers = [_answered(engine, question) for question in questions]
        yield measured(engine.name, setting, list(_judged(answers, catalog, questions)))
        progress(1)


def _answered(engine: Engine, question: Question) -> Answered:
    started = time.perf_counter()
    found = engine.found(question, PAGE)
    return found, time.perf_counter() - started


def _judged(
    answers: Sequence[Answered], catalog: Catalog, questions: Sequence[Question]
) -> Iterator[Outcome]:
    """All at once: reading a large catalog's vectors takes longer than most answers."""
    scores = catalog.joint @ np.stack([question.joint for question in questions]).T
    for (found, seconds), question, own in zip(answers, questions, scores.T, strict=True):
        passing = catalog.passing(question.condition)
        yield Outcome(
            recall=recall_of(found, own, passing, k=PAGE),
            seconds=seconds,
            missing=min(PAGE, int(passing.sum())) - len(found),
        )
