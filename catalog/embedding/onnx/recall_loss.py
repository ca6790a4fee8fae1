"""What a shop would lose if its encoder computed a little differently: recall, on a sample shop."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from catalog.embedding.loading import LoadedModel

BATCH = 32
FIRST = (1, 10)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Products, and questions with their answers: shape (questions, products), true where right."""

    pictures: Iterable[Image]
    descriptions: Sequence[str]
    photos: Iterable[Image]
    photo_answers: NDArray[np.bool_]
    words: Sequence[str]
    word_answers: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encoded:
    """A sample's vectors."""

    pictures: Vectors
    descriptions: Vectors
    photos: Vectors
    words: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Shares of the right answers: the most that are lost among the first 1 or the first 10."""

    photos: float
    words: float

    @property
    def most(self) -> float:
        return max(self.photos, self.words)


def encoded(sample: Sample, models: Sequence[LoadedModel]) -> list[Encoded]:
    """By each of the models. Goes through the pictures once, and keeps none."""
    images = [model.images for model in models]
    texts = [model.texts for model in models]
    parts = zip(
        _vectors(images, sample.pictures), _vectors(texts, sample.descriptions),
        _vectors(images, sample.photos), _vectors(texts, sample.words), strict=True,
    )  # fmt: skip
    return [
        Encoded(pictures=pictures, descriptions=descriptions, photos=photos, words=words)
        for pictures, descriptions, photos, words in parts
    ]


def recall_loss(sample: Sample, exact: Encoded, other: Encoded) -> Loss:
    """In the worst mixture: an index may be older than the runtime that asks it."""
    before = _recall(sample, asking=exact, index=exact)
    mixtures = ((other, other), (other, exact), (exact, other))
    after = [_recall(sample, asking=asking, index=index) for asking, index in mixtures]
    photos, words = np.max(before - np.array(after), axis=(0, 2))
    return Loss(photos=float(photos), words=float(words))


def _recall(sample: Sample, *, asking: Encoded, index: Encoded) -> NDArray[np.float64]:
    """By photos and by words, in the first 1 and the first 10."""
    by_photo = asking.photos @ index.pictures.T
    # As a shop weighs them that is asked with words alone: what is seen, and what is said.
    by_words = asking.words @ (index.pictures + index.descriptions).T
    asked = ((by_photo, sample.photo_answers), (by_words, sample.word_answers))
    return np.array([[_found(scores, right, k) for k in FIRST] for scores, right in asked])


def _found(scores: Vectors, right: NDArray[np.bool_], k: int) -> float:
    """The share of right answers in the first k, or in as many as there are."""
    first = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    hits = np.take_along_axis(right, first, axis=1).sum(axis=1)
    return float(np.mean(hits / np.minimum(k, right.sum(axis=1))))


def _vectors(
    ways: Sequence[Callable[[Sequence[Item]], Vectors]], items: Iterable[Item]
) -> list[Vectors]:
    batches = [[encode(batch) for encode in ways] for batch in _batches(items)]
    return [np.vstack(parts) for parts in zip(*batches, strict=True)]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
