"""The recall that a sample shop loses if its encoder computes slightly different vectors."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from catalog.embedding.encoder import EmbeddingModel, Vectors

BATCH = 32
RECALL_AT = (1, 10)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecallSample:
    """Products and judged queries. Relevance has shape (queries, products)."""

    pictures: Iterable[Image]
    descriptions: Sequence[str]
    photo_queries: Iterable[Image]
    photo_relevance: NDArray[np.bool_]
    text_queries: Sequence[str]
    text_relevance: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampleVectors:
    pictures: Vectors
    descriptions: Vectors
    photo_queries: Vectors
    text_queries: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallLoss:
    """Recall lost by photo queries and by text queries, as a fraction; negative if gained.

    Each is the larger of the losses in recall@1 and recall@10.
    """

    photos: float
    texts: float

    @property
    def worst(self) -> float:
        return max(self.photos, self.texts)


def encode_sample(sample: RecallSample, models: Sequence[EmbeddingModel]) -> list[SampleVectors]:
    """The vectors of each model. Pictures are iterated over once, with one batch in memory."""
    images = [model.encode_images for model in models]
    texts = [model.encode_texts for model in models]
    parts = zip(
        _encode(images, sample.pictures), _encode(texts, sample.descriptions),
        _encode(images, sample.photo_queries), _encode(texts, sample.text_queries), strict=True,
    )  # fmt: skip
    return [
        SampleVectors(
            pictures=pictures,
            descriptions=descriptions,
            photo_queries=photo_queries,
            text_queries=text_queries,
        )
        for pictures, descriptions, photo_queries, text_queries in parts
    ]


def recall_loss(sample: RecallSample, exact: SampleVectors, other: SampleVectors) -> RecallLoss:
    """The largest loss of three cases: queries, index or both have `other` vectors.

    An index may have been built with other vectors than queries get now.
    """
    before = _recall(sample, queries=exact, index=exact)
    combinations = ((other, other), (other, exact), (exact, other))
    after = [_recall(sample, queries=queries, index=index) for queries, index in combinations]
    photos, texts = np.max(before - np.array(after), axis=(0, 2))
    return RecallLoss(photos=float(photos), texts=float(texts))


def _recall(
    sample: RecallSample, *, queries: SampleVectors, index: SampleVectors
) -> NDArray[np.float64]:
    """Recall of photo and of text queries at each of RECALL_AT: shape (2, len(RECALL_AT))."""
    photo_scores = queries.photo_queries @ index.pictures.T
    # The weights of a search by text alone: photo and description count equally.
    text_scores = queries.text_queries @ (index.pictures + index.descriptions).T
    judged = ((photo_scores, sample.photo_relevance), (text_scores, sample.text_relevance))
    return np.array(
        [[_recall_at(k, scores, relevance) for k in RECALL_AT] for scores, relevance in judged]
    )


def _recall_at(k: int, scores: Vectors, relevance: NDArray[np.bool_]) -> float:
    """Mean over queries of the relevant products in the best k, divided by min(k, all relevant)."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    hits = np.take_along_axis(relevance, best, axis=1).sum(axis=1)
    return float(np.mean(hits / np.minimum(k, relevance.sum(axis=1))))


def _encode(
    encoders: Sequence[Callable[[Sequence[Item]], Vectors]], items: Iterable[Item]
) -> list[Vectors]:
    batches = [[encode(batch) for encode in encoders] for batch in _batches(items)]
    return [np.vstack(parts) for parts in zip(*batches, strict=True)]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
