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
    shortest_page: int


def measured(
    engine: str, setting: str, recalls: Sequence[float], seconds: Sequence[float], pages: list[int]
) -> Measured:
    return Measured(
        engine=engine,
        setting=setting,
        queries=len(recalls),
        recall=float(np.mean(recalls)),
        median=1000 * float(np.median(seconds)),
        p95=1000 * float(np.quantile(seconds, 0.95)),
        shortest_page=min(pages),
    )
