"""How many values must be right in a trial before others are proposed."""

import numpy as np
import pytest

from catalog.inspection.learning import RARE
from catalog.inspection.trial import Reading, lower_bound, try_out


def reading(value: list[int], certainty: list[float]) -> Reading:
    return Reading(np.array(value), np.array(certainty, dtype=np.float32))


def everyone(count: int) -> np.ndarray:
    return np.ones(count, dtype=np.bool_)


def test_the_lower_bound_is_that_of_wilson() -> None:
    assert lower_bound(np.arange(1, 26))[-1] == pytest.approx(25 / (25 + 1.645**2))
    assert lower_bound(np.array([0, 1, 1, 2]))[-1] == pytest.approx(0.1824, abs=1e-3)


def test_the_threshold_lies_where_errors_become_too_many() -> None:
    right, wrong = [0, 1] * 50, [0] * 20
    values = np.array(right + [1] * 20)
    trial = try_out(
        reading(right + wrong, [2.0] * 100 + [1.0] * 20), values, everyone(120), count=2
    )
    assert trial
    assert (trial.threshold, trial.told, trial.right) == (2.0, 100, 100)


def test_a_few_right_ones_prove_nothing() -> None:
    value = [0, 1] * 12
    assert try_out(reading(value, [1.0] * 24), np.array(value), everyone(24), count=2) is None


def test_always_telling_the_most_frequent_value_is_no_reading() -> None:
    values = np.array([0] * 95 + [1] * 5)
    assert try_out(reading([0] * 100, [1.0] * 100), values, everyone(100), count=2) is None


def test_a_value_that_is_often_wrong_does_not_spoil_the_others() -> None:
    value = [0] * 60 + [1] * 60 + [2] * 60
    truth = np.array([0] * 60 + [1] * 60 + [2] * 30 + [RARE] * 30)
    trial = try_out(reading(value, [1.0] * 180), truth, everyone(180), count=3)
    assert trial
    assert (trial.told, trial.right) == (120, 120)
    assert trial.confidence[2] == 0


def test_examples_that_would_not_be_told_do_not_count() -> None:
    value = [0, 1] * 60
    usable = np.arange(120) < 20
    assert try_out(reading(value, [1.0] * 120), np.array(value), usable, count=2) is None
