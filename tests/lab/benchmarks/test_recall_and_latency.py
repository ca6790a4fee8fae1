import numpy as np
import pytest

from lab.benchmarks.ground_truth import recall_at_k
from lab.benchmarks.setting_results import QueryResult, summarize

SCORES = np.array([1, 0.8, 0.6, -1], dtype=np.float32)
ALL = np.ones(4, dtype=np.bool_)


def test_recall_is_the_share_of_the_best_rows_found() -> None:
    assert recall_at_k([0, 1], SCORES, ALL, k=2) == 1
    assert recall_at_k([0, 3], SCORES, ALL, k=2) == 0.5
    assert recall_at_k([], SCORES, ALL, k=2) == 0


def test_recall_ignores_rows_outside_the_filter() -> None:
    matches = np.array([False, True, False, True])
    assert recall_at_k([1, 3], SCORES, matches, k=24) == 1
    assert recall_at_k([0, 1], SCORES, matches, k=24) == 0.5
    assert recall_at_k([], SCORES, ~ALL, k=24) == 1


def test_recall_accepts_either_of_two_tied_rows() -> None:
    same = np.array([1, 0.5, 0.5, 0], dtype=np.float32)
    assert recall_at_k([0, 2], same, ALL, k=2) == 1


def test_a_setting_result_has_the_median_time_and_the_worst_missing_count() -> None:
    results = [QueryResult(recall=1, seconds=s, missing=m) for s, m in ((0.001, 0), (0.003, 2))]
    result = summarize("ours", "everything", results)
    assert result.median == pytest.approx(2)
    assert result.missing == 2
