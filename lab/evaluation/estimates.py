"""A figure over a sample of queries, and how sure it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 500

Places = NDArray[np.int64]
"""Among the queries of a sample, each any number of times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """`low` to `high` is the 95 % interval of the percentile bootstrap over the queries."""

    value: float
    low: float
    high: float
    queries: int


def estimated(statistic: Callable[[Places], float], count: int) -> Estimate:
    """Over `count` queries (Efron 1979).

    The seed is fixed, so that the same rankings give the same interval.
    """
    rng = np.random.default_rng(0)
    draws = [statistic(rng.integers(count, size=count)) for _ in range(RESAMPLES)]
    low, high = np.quantile(draws, (0.025, 0.975))
    return Estimate(
        value=statistic(np.arange(count)), low=float(low), high=float(high), queries=count
    )


def mean_of(values: Sequence[float]) -> Estimate:
    array = np.asarray(values, dtype=np.float64)
    return estimated(lambda places: float(array[places].mean()), len(values))
