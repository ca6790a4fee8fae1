"""Results of one engine with one setting, which is a filter and an image weight."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingResult:
    """Aggregates over the queries of a setting; times in milliseconds."""

    engine: str
    setting: str
    queries: int
    recall: float
    median: float
    p95: float
    missing: int  # how many matching products the emptiest page lacked


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    recall: float
    seconds: float
    missing: int


def summarize(engine: str, setting: str, results: Sequence[QueryResult]) -> SettingResult:
    milliseconds = [1000 * result.seconds for result in results]
    return SettingResult(
        engine=engine,
        setting=setting,
        queries=len(results),
        recall=float(np.mean([result.recall for result in results])),
        median=float(np.median(milliseconds)),
        p95=float(np.quantile(milliseconds, 0.95)),
        missing=max(result.missing for result in results),
    )
