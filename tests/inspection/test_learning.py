"""What is learned from vectors of pictures."""

import numpy as np
import pytest

from catalog.inspection.learning import FOLDS, Floats, by_examples, by_words, likeness
from tests.encoders import unit

RANDOM = np.random.default_rng(0)


def around(middle: list[float], count: int) -> Floats:
    rows = np.array(middle) + RANDOM.normal(0, 0.1, (count, len(middle)))
    return unit(rows.astype(np.float32))


def folds(count: int) -> np.ndarray:
    return np.arange(count) % FOLDS


def test_words_tell_the_value_whose_text_is_nearest() -> None:
    texts = np.eye(3, dtype=np.float32)
    scores = by_words(texts).scores(around([0, 1, 0], 10), folds(10))
    assert (scores.argmax(axis=1) == 1).all()


def test_examples_outweigh_texts_that_say_nothing() -> None:
    vectors = np.concatenate([around([1, 0, 0], 50), around([0, 1, 0], 50)])
    values = np.repeat([0, 1], 50)
    texts = around([0, 0, 1], 2)
    scores = by_examples(vectors, values, folds(100), texts).scores(vectors, folds(100))
    assert (scores.argmax(axis=1) == values).all()


def test_an_example_is_judged_without_itself() -> None:
    """Labels without any pattern are learned by heart if a trial includes its own examples."""
    vectors = np.concatenate([around(list(RANDOM.normal(size=40)), 1) for _ in range(100)])
    values = RANDOM.integers(0, 2, 100)
    texts = np.zeros((2, 40), dtype=np.float32)
    scores = by_examples(vectors, values, folds(100), texts).scores(vectors, folds(100))
    assert np.mean(scores.argmax(axis=1) == values) < 0.7


def likenesses(having: list[Floats], lacking: list[Floats]) -> list[Floats]:
    """The likeness of groups of pictures, each a kind: of those having, then of those lacking."""
    groups = [*having, *lacking]
    sizes = [len(group) for group in groups]
    kinds = np.repeat([*range(len(having)), *range(len(lacking))], sizes)
    lacks = np.repeat([False] * len(having) + [True] * len(lacking), sizes)
    vectors = np.concatenate(groups)
    scores = likeness(vectors, lacks, kinds, folds(len(vectors))).scores(
        vectors, folds(len(vectors))
    )
    return np.split(scores[:, 0], np.cumsum(sizes)[:-1])


def test_likeness_is_about_a_half_where_pictures_do_not_tell() -> None:
    _, lacking = likenesses([around([1, 0, 0], 200)], [around([1, 0, 0], 40)])
    assert lacking.mean() == pytest.approx(0.5, abs=0.1)


def test_likeness_tells_looks_that_lack_a_field() -> None:
    having, lacking = likenesses([around([1, 0, 0], 200)], [around([0, 1, 0], 40)])
    assert having.max() < 0.4
    assert lacking.min() > 0.6


def test_a_kind_that_often_lacks_a_field_does_not_look_like_lacking_it() -> None:
    often, seldom = [1.0, 0, 0], [0, 1.0, 0]
    *_, of_often, of_seldom = likenesses(
        [around(often, 20), around(seldom, 180)], [around(often, 180), around(seldom, 20)]
    )
    assert of_often.mean() == pytest.approx(0.5, abs=0.1)
    assert of_seldom.mean() == pytest.approx(0.5, abs=0.1)
