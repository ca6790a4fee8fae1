"""What is lost is the most of: photos or words, first or first ten, fresh or older vectors."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from catalog.embedding.onnx.recall_loss import Encoded, Loss, Sample, encoded, recall_loss
from tests.embedding.test_preprocessing import noise

PRODUCTS = 20
OWN = np.eye(PRODUCTS, dtype=np.bool_)
AXES = np.eye(PRODUCTS, dtype=np.float32)
SAMPLE = Sample(
    pictures=(),
    descriptions=(),
    photos=(),
    photo_answers=OWN,
    words=(),
    word_answers=OWN,
)
EXACT = Encoded(pictures=AXES, descriptions=AXES, photos=AXES, words=AXES)


def swapped(vectors: Vectors, first: int, second: int) -> Vectors:
    other = vectors.copy()
    other[[first, second]] = vectors[[second, first]]
    return other


def test_the_same_vectors_lose_nothing() -> None:
    assert recall_loss(SAMPLE, EXACT, EXACT) == Loss(photos=0, words=0)


def test_two_photos_in_twenty_that_find_another_product_are_a_tenth() -> None:
    other = replace(EXACT, photos=swapped(AXES, 0, 1))
    loss = recall_loss(SAMPLE, EXACT, other)
    assert (loss.photos, loss.words, loss.most) == pytest.approx((0.1, 0, 0.1))


def test_better_vectors_lose_nothing() -> None:
    worse = replace(EXACT, words=swapped(AXES, 0, 1))
    assert recall_loss(SAMPLE, worse, EXACT).words <= 0


def test_a_request_that_several_products_fit_counts_each_in_the_first_ten() -> None:
    """The first is right either way; the other right one falls from the ten."""
    fitting = OWN | np.roll(OWN, 1, axis=1)
    sample = replace(SAMPLE, word_answers=fitting)
    both = AXES + np.roll(AXES, 1, axis=1) / np.float32(2)
    away = AXES - np.roll(AXES, 1, axis=1) / np.float32(2)
    loss = recall_loss(sample, replace(EXACT, words=both), replace(EXACT, words=away))
    assert loss.words == pytest.approx(0.5)


def test_vectors_that_agree_only_with_each_other_are_lost_in_the_older_index() -> None:
    turned = np.roll(AXES, 7, axis=1)
    other = Encoded(pictures=turned, descriptions=turned, photos=turned, words=turned)
    assert recall_loss(SAMPLE, EXACT, other).most == pytest.approx(1)


class Sizes:
    """Tells a picture's and a text's size, times a factor."""

    fingerprint, dimension, side = "sizes", 1, 64

    def __init__(self, factor: int) -> None:
        self.factor = factor

    def prepared(self, image: Image) -> Image:
        return image

    def images(self, images: Sequence[Image]) -> Vectors:
        return np.array([[self.factor * image.width] for image in images], np.float32)

    def texts(self, texts: Sequence[str]) -> Vectors:
        return np.array([[self.factor * len(text)] for text in texts], np.float32)


def test_every_model_encodes_all_of_a_sample_that_can_be_gone_through_once() -> None:
    sample = replace(
        SAMPLE,
        pictures=(noise((width, 8)) for width in range(8, 78)),
        photos=(noise((width, 8)) for width in (9, 8)),
        descriptions=["a", "ab"],
        words=["abc"],
    )
    once, twice = encoded(sample, [Sizes(1), Sizes(2)])
    assert once.pictures.ravel().tolist() == list(range(8, 78))
    assert (once.photos.ravel().tolist(), once.words.tolist()) == ([9, 8], [[3]])
    assert once.descriptions.tolist() == [[1], [2]]
    for mine, other in zip(
        (once.pictures, once.descriptions, once.photos, once.words),
        (twice.pictures, twice.descriptions, twice.photos, twice.words),
        strict=True,
    ):
        assert np.array_equal(2 * mine, other)
