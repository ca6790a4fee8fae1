"""How many times fewer searches fail than by the best of the simplest rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lab.evaluation.figures import OURS, Figure

MEASURES: Final = ("recall@1", "recall@10")
SIMPLEST: Final = ("photo only", "words only", "plain sum")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReduction:
    task: str
    measure: str
    times: float | None  # None: nothing fails by ours


def error_reduction(ours: float, others: Iterable[float]) -> float | None:
    """From recalls: how many searches fail by the best of the others for each one by ours."""
    failing = 1 - ours
    return (1 - max(others)) / failing if failing else None


def error_reductions(figures: Sequence[Figure]) -> Iterator[ErrorReduction]:
    """Of each task and measure of which ours and all of the simplest rules have a figure."""
    values = {(one.task, one.measure, one.ranker): one.estimate.value for one in figures}
    for task in dict.fromkeys(one.task for one in figures):
        for measure in MEASURES:
            keys = [(task, measure, ranker) for ranker in (OURS, *SIMPLEST)]
            if all(key in values for key in keys):
                ours, *others = (values[key] for key in keys)
                yield ErrorReduction(
                    task=task, measure=measure, times=error_reduction(ours, others)
                )
