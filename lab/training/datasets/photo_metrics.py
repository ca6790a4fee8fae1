"""Metrics on labelled photos by held-out photographers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import torch
from torch import Tensor

from lab.training.data.augmentation import augment
from lab.training.data.labels import words_for
from lab.training.data.picture_store import Pixels
from lab.training.retrieval_metrics import chance_precision, precision_at, recall_at
from lab.training.validation import Embedder, Metric

MIN_PHOTOS: Final = 10
"""Fewest held-out photos that a label needs to be measured by its words, with precision@10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutPhotos:
    folder: str
    """The name of the folder, if there are several."""
    rows: Mapping[str, Sequence[int]]
    """Rows of the pictures, by label."""
    pixels: Pixels

    def metrics(self, embedder: Embedder) -> list[Metric]:
        prefix = f"{self.folder}: " if self.folder else ""
        return [replace(m, name=prefix + m.name) for m in self._metrics(embedder)]

    def _metrics(self, embedder: Embedder) -> list[Metric]:
        label_of = {row: label for label, rows in self.rows.items() for row in rows}
        rows = sorted(label_of)
        labels = [label_of[row] for row in rows]
        if len(set(labels)) == len(labels):
            return []
        photos = embedder.embed_pictures(self.pixels, rows)
        views = embedder.embed_pictures(self.pixels, rows, preprocess=_augment)
        by_picture = [_view_recall(photos, views), _same_label_precision(photos, labels)]
        tested = sorted(label for label in self.rows if len(self.rows[label]) >= MIN_PHOTOS)
        if not tested:
            return by_picture
        texts = embedder.embed_texts([words_for(label)[0] for label in tested])
        return [*by_picture, *_label_metrics(photos, labels, texts, tested)]


def _augment(pictures: Tensor, *, size: int) -> Tensor:
    return augment(pictures, size=size, generator=torch.Generator().manual_seed(0))


def _view_recall(photos: Tensor, views: Tensor) -> Metric:
    """Return the recall of photos by an augmented view of each."""
    relevant = torch.eye(len(photos), dtype=torch.bool)
    value = recall_at(views @ photos.T, relevant, 1)
    return Metric("photo, seen otherwise -> that photo, recall@1", value, 1 / len(photos))


def _same_label_precision(photos: Tensor, labels: Sequence[str]) -> Metric:
    """Return the precision of finding, by each photo, the other photos of its label."""
    relevant = torch.tensor([[query == label for label in labels] for query in labels])
    relevant.fill_diagonal_(fill_value=False)
    scores = (photos @ photos.T).fill_diagonal_(-2.0)
    value = precision_at(scores, relevant, 10)
    return Metric("photo -> same label, precision@10", value, chance_precision(relevant))


def _label_metrics(
    photos: Tensor, labels: Sequence[str], texts: Tensor, tested: Sequence[str]
) -> list[Metric]:
    """Return metrics of finding photos by a label's word, and of classifying photos zero-shot.

    The classes are the tested labels.
    """
    relevant = torch.tensor([[name == label for label in labels] for name in tested])
    precision = precision_at(texts @ photos.T, relevant, 10)
    predicted = [tested[index] for index in (photos @ texts.T).argmax(dim=1).tolist()]
    correct = sum(name == label for name, label in zip(predicted, labels, strict=True))
    with_tested_label = sum(label in tested for label in labels)
    return [
        Metric(
            "label's word -> photos, precision@10, mean over labels",
            precision,
            chance_precision(relevant),
        ),
        Metric("photo -> its label by words", correct / with_tested_label, 1 / len(tested)),
    ]
