import numpy as np
import pytest

from lab.benchmarks.exact import recall_of
from lab.benchmarks.measured import Outcome, measured

SCORES = np.array([1, 0.8, 0.6, -1], dtype=np.float32)
ALL = np.ones(4, dtype=np.bool_)


def test_recall_is_the_share_of_the_best_that_was_found() -> None:
    assert recall_of([0, 1], SCORES, ALL, k=2) == 1
    assert recall_of([0, 3], SCORES, ALL, k=2) == 0.5
    assert recall_of([], SCORES, ALL, k=2) == 0


def test_what_the_filter_keeps_out_is_not_wanted_and_does_not_count() -> None:
    passing = np.array([False, True, False, True])
    assert recall_of([1, 3], SCORES, passing, k=24) == 1
    assert recall_of([0, 1], SCORES, passing, k=24) == 0.5
    assert recall_of([], SCORES, ~ALL, k=24) == 1


def test_products_equally_near_may_stand_for_each_other() -> None:
    same = np.array([1, 0.5, 0.5, 0], dtype=np.float32)
    assert recall_of([0, 2], same, ALL, k=2) == 1


def test_figures_are_medians_and_the_emptiest_page() -> None:
    outcomes = [Outcome(recall=1, seconds=s, missing=m) for s, m in ((0.001, 0), (0.003, 2))]
    found = measured("ours", "everything", outcomes)
    assert found.median == pytest.approx(2)
    assert found.missing == 2
