"""Fusion and calibration on vectors of two dimensions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from catalog.search.calibration import Calibration, Floats, uncalibrated
from catalog.search.fusion import QueryVectors, fuse

EAST, NORTH = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)


def calibration(background: Floats) -> Calibration:
    zero = np.zeros(2, dtype=np.float32)
    return Calibration(image_mean=zero, words_mean=zero, background=background)


@pytest.fixture
def noise() -> Calibration:
    """A catalog in which nothing is special: standard normal in every direction."""
    rows = np.random.default_rng(0).normal(size=(20_000, 4)).astype(np.float32)
    return calibration(rows)


def test_the_query_vector_has_unit_length(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST, words=NORTH), image_weight=0.3, calibration=noise)
    assert_allclose(np.linalg.norm(fused.vector), 1, atol=1e-6)


def test_a_photo_looks_first_at_photos(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST), image_weight=0.5, calibration=noise)
    to_photo, _, to_words, _ = fused.vector
    assert to_photo > to_words > 0


def test_an_exclusion_points_away(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST, excluded=NORTH), image_weight=0.5, calibration=noise)
    assert fused.vector[1] < 0
    assert fused.vector[3] < 0


def test_scores_are_spreads_above_the_ordinary(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST), image_weight=0.5, calibration=noise)
    scores = fused.scale * (noise.background @ fused.vector) + fused.offset
    assert_allclose(np.median(scores), 0, atol=0.05)
    assert_allclose(np.std(scores), 1, atol=0.05)


def test_a_third_of_the_catalog_fitting_does_not_make_it_ordinary() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(scale=0.1, size=(900, 4)).astype(np.float32)
    rows[:300, 0] += 1
    level, spread = calibration(rows).ordinary(np.array([1, 0, 0, 0], dtype=np.float32))
    assert (1 - level) / spread > 4


def test_without_a_background_scores_are_left_alone() -> None:
    nothing = uncalibrated(2)
    fused = fuse(QueryVectors(photo=EAST), image_weight=0.5, calibration=nothing)
    assert (fused.scale, fused.offset, nothing.judges) == (1.0, 0.0, False)
