"""Bootstrap estimates with confidence intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 500

Indices = NDArray[np.int64]
"""Indices of the queries in a resample, drawn with replacement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its 95 % interval, `low` to `high`, by percentile bootstrap over queries."""

    value: float
    low: float
    high: float
    queries: int


def bootstrap_estimate(statistic: Callable[[Indices], float], count: int) -> Estimate:
    """Return the statistic of all `count` queries, with its bootstrap interval (Efron 1979).

    The seed is fixed: the same ranked lists give the same interval.
    """
    rng = np.random.default_rng(0)
    draws = [statistic(rng.integers(count, size=count)) for _ in range(RESAMPLES)]
    low, high = np.quantile(draws, (0.025, 0.975))
    return Estimate(
        value=statistic(np.arange(count)), low=float(low), high=float(high), queries=count
    )


def mean_estimate(values: Sequence[float]) -> Estimate:
    array = np.asarray(values, dtype=np.float64)
    return bootstrap_estimate(lambda indices: float(array[indices].mean()), len(values))
