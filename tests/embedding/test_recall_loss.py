"""Recall loss is the worst case over query kinds, ranks, and exact or other vectors."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from catalog.embedding.onnx.recall_loss import (
    RecallLoss,
    RecallSample,
    SampleVectors,
    encode_sample,
    recall_loss,
)
from tests.embedding.test_preprocessing import noise

PRODUCTS = 20
ITSELF = np.eye(PRODUCTS, dtype=np.bool_)
AXES = np.eye(PRODUCTS, dtype=np.float32)
SAMPLE = RecallSample(
    pictures=(),
    descriptions=(),
    photo_queries=(),
    photo_relevance=ITSELF,
    text_queries=(),
    text_relevance=ITSELF,
)
EXACT = SampleVectors(pictures=AXES, descriptions=AXES, photo_queries=AXES, text_queries=AXES)


def swap_rows(vectors: Vectors, first: int, second: int) -> Vectors:
    swapped = vectors.copy()
    swapped[[first, second]] = vectors[[second, first]]
    return swapped


def test_equal_vectors_lose_no_recall() -> None:
    assert recall_loss(SAMPLE, EXACT, EXACT) == RecallLoss(photos=0, texts=0)


def test_two_wrong_photo_queries_of_twenty_lose_a_tenth() -> None:
    other = replace(EXACT, photo_queries=swap_rows(AXES, 0, 1))
    loss = recall_loss(SAMPLE, EXACT, other)
    assert (loss.photos, loss.texts, loss.worst) == pytest.approx((0.1, 0, 0.1))


def test_better_vectors_lose_no_recall() -> None:
    worse = replace(EXACT, text_queries=swap_rows(AXES, 0, 1))
    assert recall_loss(SAMPLE, worse, EXACT).texts <= 0


def test_recall_at_10_counts_every_relevant_product() -> None:
    """Two products are relevant. Both models rank one first, but one model ranks the other last."""
    relevance = ITSELF | np.roll(ITSELF, 1, axis=1)
    sample = replace(SAMPLE, text_relevance=relevance)
    both = AXES + np.roll(AXES, 1, axis=1) / np.float32(2)
    away = AXES - np.roll(AXES, 1, axis=1) / np.float32(2)
    loss = recall_loss(sample, replace(EXACT, text_queries=both), replace(EXACT, text_queries=away))
    assert loss.texts == pytest.approx(0.5)


def test_vectors_of_another_space_lose_all_recall_on_an_exact_index() -> None:
    turned = np.roll(AXES, 7, axis=1)
    other = SampleVectors(
        pictures=turned, descriptions=turned, photo_queries=turned, text_queries=turned
    )
    assert recall_loss(SAMPLE, EXACT, other).worst == pytest.approx(1)


class SizeModel:
    """Encodes a picture as its width and a text as its length, times a factor."""

    fingerprint, dimension, image_size = "sizes", 1, 64

    def __init__(self, factor: int) -> None:
        self.factor = factor

    def preprocess(self, image: Image) -> Image:
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        return np.array([[self.factor * image.width] for image in images], np.float32)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.array([[self.factor * len(text)] for text in texts], np.float32)


def test_every_model_encodes_a_sample_that_can_be_iterated_once() -> None:
    sample = replace(
        SAMPLE,
        pictures=(noise((width, 8)) for width in range(8, 78)),
        photo_queries=(noise((width, 8)) for width in (9, 8)),
        descriptions=["a", "ab"],
        text_queries=["abc"],
    )
    once, twice = encode_sample(sample, [SizeModel(1), SizeModel(2)])
    assert once.pictures.ravel().tolist() == list(range(8, 78))
    assert (once.photo_queries.ravel().tolist(), once.text_queries.tolist()) == ([9, 8], [[3]])
    assert once.descriptions.tolist() == [[1], [2]]
    for single, double in zip(
        (once.pictures, once.descriptions, once.photo_queries, once.text_queries),
        (twice.pictures, twice.descriptions, twice.photo_queries, twice.text_queries),
        strict=True,
    ):
        assert np.array_equal(2 * single, double)
