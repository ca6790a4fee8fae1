"""Error reduction: the best baseline's failure rate divided by the shop's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lab.evaluation.measurements import Measurement
from lab.evaluation.ranking_variants import SHOP_RANKER

MEASURES: Final = ("recall@1", "recall@10")
BASELINES: Final = ("photo only", "words only", "plain sum")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReduction:
    task: str
    measure: str
    times: float | None  # None if the shop's search never fails


def error_reduction(recall: float, baselines: Iterable[float]) -> float | None:
    """Return the best baseline's failure rate (1 - recall) divided by the shop's.

    Return None if the shop never fails.
    """
    failure_rate = 1 - recall
    return (1 - max(baselines)) / failure_rate if failure_rate else None


def error_reductions(measurements: Sequence[Measurement]) -> Iterator[ErrorReduction]:
    """Yield error reductions by task and measure, where the shop and all baselines have results."""
    values = {(m.task, m.measure, m.ranker): m.estimate.value for m in measurements}
    for task in dict.fromkeys(m.task for m in measurements):
        for measure in MEASURES:
            keys = [(task, measure, ranker) for ranker in (SHOP_RANKER, *BASELINES)]
            if all(key in values for key in keys):
                recall, *baselines = (values[key] for key in keys)
                yield ErrorReduction(
                    task=task, measure=measure, times=error_reduction(recall, baselines)
                )
