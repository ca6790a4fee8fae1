"""What one setting of a benchmark gave."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Over all queries of one setting; times in milliseconds."""

    engine: str
    setting: str
    queries: int
    recall: float
    median: float
    p95: float
    missing: int  # products that the emptiest page lacked though more matched


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Of one question."""

    recall: float
    seconds: float
    missing: int


def measured(engine: str, setting: str, outcomes: Sequence[Outcome]) -> Measured:
    milliseconds = [1000 * one.seconds for one in outcomes]
    return Measured(
        engine=engine,
        setting=setting,
        queries=len(outcomes),
        recall=float(np.mean([one.recall for one in outcomes])),
        median=float(np.median(milliseconds)),
        p95=float(np.quantile(milliseconds, 0.95)),
        missing=max(one.missing for one in outcomes),
    )
