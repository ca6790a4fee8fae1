"""From which certainty on the values read from pictures are right often enough. Numbers only."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.inspection.learning import RARE, Flags, Floats, Integers

# Of the values that are proposed, at least so many must be right: the lower end of the one-sided
# 95 % confidence interval (Wilson).
MIN_PRECISION: Final = 0.9
Z: Final = 1.645
# If fewer of the examples could be told, the surest may be right by luck.
MIN_COVERAGE: Final = 0.25
# A value is proposed if it was right so often itself, and ticked if more often.
MIN_OF_VALUE: Final = 0.8
# Examples of a value's own trial count as much as so many of the whole field.
SHRINKAGE: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read from n pictures."""

    value: Integers
    certainty: Floats  # how far the best score is ahead of the next

    @classmethod
    def of_scores(cls, scores: Floats) -> "Reading":
        """`scores` are of shape (n, k), for k >= 2."""
        ahead = np.sort(scores, axis=1)[:, -2:]
        return cls(scores.argmax(axis=1), ahead[:, 1] - ahead[:, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What a reading of the examples showed."""

    threshold: float  # of certainty
    told: int  # examples with at least this certainty
    right: int  # of these
    examples: int
    confidence: Floats  # of each value

    @property
    def precision(self) -> float:
        return self.right / self.told

    @property
    def coverage(self) -> float:
        return self.told / self.examples


def try_out(reading: Reading, values: Integers, usable: Flags, *, count: int) -> Trial | None:
    """Compare the reading of the examples with their `count` values.

    `usable` are those that would be told at all. Returns None if no threshold is good enough, or
    if always telling the most frequent value would be nearly as good.
    """
    right = reading.value == values
    trials = [
        _of_surest(reading, right, told, count)
        for told in (usable, usable & _reliable(reading.value, right, usable, count))
    ]
    best = max((trial for trial in trials if trial), key=lambda trial: trial.told, default=None)
    if best is None or best.coverage < MIN_COVERAGE or not _beats_guessing(best, values):
        return None
    return best


def _reliable(value: Integers, right: Flags, usable: Flags, count: int) -> Flags:
    """Which examples were read as a value that is mostly right, however sure the reading is."""
    told = np.bincount(value[usable], minlength=count)
    hits = np.bincount(value[usable], weights=right[usable], minlength=count)
    return np.asarray((hits >= MIN_OF_VALUE * told)[value])


def _of_surest(reading: Reading, right: Flags, usable: Flags, count: int) -> Trial | None:
    """The trial of as many of the surest examples as are right often enough."""
    order = np.flatnonzero(usable)[np.argsort(-reading.certainty[usable], kind="stable")]
    certainty = reading.certainty[order]
    # Those that are equally sure are told together or not at all.
    is_last = np.append(certainty[:-1] > certainty[1:], True)
    enough = np.flatnonzero(is_last & (lower_bound(np.cumsum(right[order])) >= MIN_PRECISION))
    if not len(enough):
        return None
    told = order[: enough[-1] + 1]
    return Trial(
        threshold=float(reading.certainty[told[-1]]),
        told=len(told),
        right=int(right[told].sum()),
        examples=len(right),
        confidence=_of_values(reading.value[told], right[told], count),
    )


def lower_bound(right: Integers) -> Floats:
    """Of the precision of the first 1, 2, 3 … examples, `right` of which are right."""
    n = np.arange(1, len(right) + 1)
    p = right / n
    spread = Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return np.asarray((p + Z**2 / (2 * n) - spread) / (1 + Z**2 / n), dtype=np.float32)


def _of_values(value: Integers, hits: Flags, count: int) -> Floats:
    """0 for values that were not told."""
    told = np.bincount(value, minlength=count)
    right = np.bincount(value, weights=hits, minlength=count)
    share = (right + SHRINKAGE * hits.mean()) / (told + SHRINKAGE)
    return np.asarray(np.where(told > 0, share, 0), dtype=np.float32)


def _beats_guessing(trial: Trial, values: Integers) -> bool:
    """Whether there are at most half the errors of always telling the most frequent value."""
    most_frequent = np.bincount(values[values != RARE]).max() / len(values)
    return bool(1 - trial.precision <= (1 - most_frequent) / 2)
