"""Fusion and calibration on vectors of two dimensions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from catalog.search.calibration import Background, Calibration, Floats, calibration_from
from catalog.search.fusion import (
    FusedQuery,
    QueryVectors,
    fuse,
    mean_vector,
    parts_of_score,
    score_scale,
)
from catalog.search.ranking import RANKING

EAST, NORTH = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)


@pytest.fixture
def noise() -> Calibration:
    """A calibration on joint vectors of standard normal noise."""
    rows = np.random.default_rng(0).normal(size=(400, 4)).astype(np.float32)
    return calibration_from(rows)


def score(fused: FusedQuery, joint: Floats) -> float:
    return float(fused.scale * (joint @ fused.vector) + fused.offset)


def test_the_query_vector_has_unit_length(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST, text=NORTH), noise, RANKING, image_weight=0.3)
    assert_allclose(np.linalg.norm(fused.vector), 1, atol=1e-6)


def test_a_lone_photo_weighs_product_photos_more_than_descriptions(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST), noise, RANKING, image_weight=0.5)
    to_photo, _, to_words, _ = fused.vector
    assert to_photo > to_words > 0


def test_beside_words_a_photo_weighs_descriptions_more(noise: Calibration) -> None:
    alone = fuse(QueryVectors(photo=EAST), noise, RANKING, image_weight=1).vector
    beside = fuse(QueryVectors(photo=EAST, text=NORTH), noise, RANKING, image_weight=1).vector
    assert beside[2] / beside[0] > alone[2] / alone[0]


def test_an_exclusion_points_the_query_vector_away(noise: Calibration) -> None:
    fused = fuse(QueryVectors(photo=EAST, exclusion=NORTH), noise, RANKING, image_weight=0.5)
    assert fused.vector[1] < 0
    assert fused.vector[3] < 0


def test_several_vectors_are_one_unit_vector_between_them() -> None:
    assert mean_vector([]) is None
    assert mean_vector([EAST]) is EAST
    between = mean_vector([EAST, NORTH])
    assert between is not None
    assert_allclose(between, [0.5**0.5, 0.5**0.5], atol=1e-6)
    opposite = mean_vector([EAST, -EAST])
    assert opposite is not None
    assert np.isfinite(opposite).all()


def test_what_is_like_an_unlike_product_scores_less_than_what_is_like_the_photo_alone(
    noise: Calibration,
) -> None:
    photo = np.array([0.8, 0.6], np.float32)
    vectors = QueryVectors(photo=photo, unlike=EAST)
    plain, steered = (fuse(each, noise, RANKING) for each in (QueryVectors(photo=photo), vectors))
    twin, other = (np.array([*each, 0, 0], np.float32) for each in (EAST, NORTH))
    assert score(steered, twin) < score(plain, twin)
    assert score(steered, other) > score(plain, other)


def test_what_looks_like_the_photo_keeps_its_score_beside_an_unlike_product(
    noise: Calibration,
) -> None:
    photo = np.array([0.8, 0.6], np.float32)
    pictured = np.array([*photo, 0, 0], np.float32)
    steered = fuse(QueryVectors(photo=photo, unlike=EAST), noise, RANKING)
    alone = fuse(QueryVectors(photo=photo), noise, RANKING)
    assert_allclose(score(steered, pictured), score(alone, pictured), atol=0.05)


def test_the_background_is_between_products_not_within_one() -> None:
    """All photos are equal, and half of the texts are opposite to the others."""
    rows = np.array([[1, 0, 0, 1], [1, 0, 0, -1]] * 20, dtype=np.float32)
    found = calibration_from(rows)
    assert found.photo_to_photo == Background(mean=1.0, deviation=1e-6)
    assert_allclose(found.text_to_text.mean, -1 / 39, atol=1e-6)
    assert_allclose(found.text_to_text.deviation, 1, atol=0.01)


def test_a_product_with_background_similarity_scores_zero() -> None:
    background = Background(mean=0.4, deviation=0.1)
    calibration = Calibration(
        sample_size=100,
        photo_to_photo=background,
        photo_to_text=background,
        text_to_text=background,
    )
    fused = fuse(QueryVectors(photo=EAST, text=NORTH), calibration, RANKING, image_weight=0.5)
    alike = np.full(4, 0.4, dtype=np.float32)
    assert_allclose(score(fused, alike), 0, atol=1e-5)
    assert_allclose(score(fused, alike + np.float32(0.1)), score_scale(0.5, RANKING), atol=1e-5)


def test_modalities_of_different_ranges_weigh_the_same() -> None:
    """The large similarities between photos do not drown out the small ones to words."""
    calibration = Calibration(
        sample_size=100,
        photo_to_photo=Background(mean=0.8, deviation=0.1),
        photo_to_text=Background(mean=0.1, deviation=0.02),
        text_to_text=Background(mean=0.1, deviation=0.02),
    )
    by_photo = fuse(QueryVectors(photo=EAST), calibration, RANKING, image_weight=1)
    by_words = fuse(QueryVectors(text=EAST), calibration, RANKING, image_weight=0)
    # Both are two deviations above their background.
    found = score(by_photo, np.array([1.0, 0, 0.14, 0], np.float32))
    assert_allclose(found, 2 * score_scale(1, RANKING), atol=1e-4)
    assert_allclose(score(by_words, np.array([0.14, 0, 0.14, 0], np.float32)), 2, atol=1e-4)


def test_a_vanishing_part_does_not_change_the_score_scale() -> None:
    assert score_scale(0.999, RANKING) == pytest.approx(score_scale(1, RANKING), abs=0.01)
    assert score_scale(0.001, RANKING) == pytest.approx(score_scale(0, RANKING), abs=0.01)


def test_without_a_calibration_scores_are_similarities() -> None:
    fused = fuse(QueryVectors(photo=EAST), Calibration(), RANKING)
    assert_allclose(
        score(fused, np.array([1, 0, 1, 0], np.float32)), score_scale(1, RANKING), atol=1e-6
    )
    assert not Calibration().is_calibrated


def test_the_parts_of_a_score_add_up_to_it(noise: Calibration) -> None:
    vectors = QueryVectors(photo=EAST, text=NORTH, exclusion=NORTH, unlike=NORTH)
    joint = np.array([0.6, 0.8, 0.0, 1.0], np.float32)
    parts = parts_of_score(vectors, noise, RANKING, image_weight=0.3)
    assert set(parts) == {"photo", "text", "exclusion", "unlike"}
    total = sum(part.score(joint) for part in parts.values())
    assert_allclose(total, score(fuse(vectors, noise, RANKING, image_weight=0.3), joint), atol=1e-5)
