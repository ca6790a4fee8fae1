"""Fusion and calibration on vectors of two dimensions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from catalog.search.calibration import Calibration, Floats, Ordinary, calibration_from
from catalog.search.fusion import FusedQuery, QueryVectors, fuse, judged

EAST, NORTH = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)


@pytest.fixture
def noise() -> Calibration:
    """A catalog in which nothing is special: standard normal in every direction."""
    rows = np.random.default_rng(0).normal(size=(400, 4)).astype(np.float32)
    return calibration_from(rows)


def score(fused: FusedQuery, joint: Floats) -> float:
    return float(fused.scale * (joint @ fused.vector) + fused.offset)


def test_the_query_vector_has_unit_length(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST, words=NORTH), image_weight=0.3, calibration=noise)
    assert_allclose(np.linalg.norm(fused.vector), 1, atol=1e-6)


def test_a_photo_looks_first_at_photos(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST), image_weight=0.5, calibration=noise)
    to_photo, _, to_words, _ = fused.vector
    assert to_photo > to_words > 0


def test_beside_words_a_photo_looks_more_at_descriptions(noise: Calibration) -> None:
    alone = fuse(QueryVectors(photo=EAST), image_weight=1, calibration=noise).vector
    beside = fuse(QueryVectors(photo=EAST, words=NORTH), image_weight=1, calibration=noise).vector
    assert beside[2] / beside[0] > alone[2] / alone[0]


def test_an_exclusion_points_away(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST, excluded=NORTH), image_weight=0.5, calibration=noise)
    assert fused.vector[1] < 0
    assert fused.vector[3] < 0


def test_chance_is_measured_between_products_not_within_one() -> None:
    """All photos alike, all words opposite in pairs: 1 and 0 on average, whatever the diagonal."""
    rows = np.array([[1, 0, 0, 1], [1, 0, 0, -1]] * 20, dtype=np.float32)
    found = calibration_from(rows)
    assert found.image_to_image == Ordinary(mean=1.0, deviation=1e-6)
    assert_allclose(found.words_to_words.mean, -1 / 39, atol=1e-6)
    assert_allclose(found.words_to_words.deviation, 1, atol=0.01)


def test_a_product_alike_by_chance_scores_nothing() -> None:
    chance = Ordinary(mean=0.4, deviation=0.1)
    calibration = Calibration(
        size=100, image_to_image=chance, image_to_words=chance, words_to_words=chance
    )
    fused = fuse(QueryVectors(photo=EAST, words=NORTH), image_weight=0.5, calibration=calibration)
    alike = np.full(4, 0.4, dtype=np.float32)
    assert_allclose(score(fused, alike), 0, atol=1e-5)
    assert_allclose(score(fused, alike + np.float32(0.1)), judged(0.5), atol=1e-5)


def test_modalities_of_different_ranges_count_alike() -> None:
    """Photos that are all near each other do not drown words, whose similarities are small."""
    calibration = Calibration(
        size=100,
        image_to_image=Ordinary(mean=0.8, deviation=0.1),
        image_to_words=Ordinary(mean=0.1, deviation=0.02),
        words_to_words=Ordinary(mean=0.1, deviation=0.02),
    )
    by_photo = fuse(QueryVectors(photo=EAST), image_weight=1, calibration=calibration)
    by_words = fuse(QueryVectors(words=EAST), image_weight=0, calibration=calibration)
    # Two deviations above chance each.
    found = score(by_photo, np.array([1.0, 0, 0.14, 0], np.float32))
    assert_allclose(found, 2 * judged(1), atol=1e-4)
    assert_allclose(score(by_words, np.array([0.14, 0, 0.14, 0], np.float32)), 2, atol=1e-4)


def test_what_weighs_nearly_nothing_beside_judges_as_if_it_were_not_there() -> None:
    assert judged(0.999) == pytest.approx(judged(1), abs=0.01)
    assert judged(0.001) == pytest.approx(judged(0), abs=0.01)


def test_without_a_sample_scores_are_similarities() -> None:
    fused = fuse(QueryVectors(photo=EAST), image_weight=0.5, calibration=Calibration())
    assert_allclose(score(fused, np.array([1, 0, 1, 0], np.float32)), judged(1), atol=1e-6)
    assert not Calibration().judges
