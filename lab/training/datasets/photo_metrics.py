"""Figures on labelled photos of photographers of whom none was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from lab.training.data.augmentation import augmented
from lab.training.data.labels import words_for
from lab.training.data.picture_store import Pixels
from lab.training.retrieval_metrics import chance, precision_at, recall_at
from lab.training.validation import Embedder, Figure

TESTED_LABELS_HAVE: Final = 10
"""A label with fewer held-out photos says nothing about the first ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutPhotos:
    rows: Mapping[str, Sequence[int]]
    """Of the pictures, by label."""
    pixels: Pixels

    def figures(self, embedder: Embedder) -> list[Figure]:
        label_of = {row: label for label, rows in self.rows.items() for row in rows}
        rows = sorted(label_of)
        labels = [label_of[row] for row in rows]
        if len(set(labels)) == len(labels):
            return []
        vectors = embedder.pictures(self.pixels, rows)
        seen = [_by_view(vectors, embedder.pictures(self.pixels, rows, view=_otherwise))]
        tested = [name for name, found in self.rows.items() if len(found) >= TESTED_LABELS_HAVE]
        if not tested:
            return seen + _by_photo(vectors, labels)
        words = embedder.words([words_for(name)[0] for name in sorted(tested)])
        return [
            *seen,
            *_by_photo(vectors, labels),
            *_by_label(vectors, labels, words, sorted(tested)),
        ]


def _otherwise(pictures: Tensor, *, size: int) -> Tensor:
    """As in training: another part of it, turned, in other light, and something in front."""
    return augmented(pictures, size=size, generator=torch.Generator().manual_seed(0))


def _by_view(vectors: Tensor, views: Tensor) -> Figure:
    itself = torch.eye(len(vectors), dtype=torch.bool)
    value = recall_at(views @ vectors.T, itself, 1)
    return Figure("photo, seen otherwise -> that photo, recall@1", value, 1 / len(vectors))


def _by_photo(vectors: Tensor, labels: Sequence[str]) -> list[Figure]:
    """A photo is not among its own results."""
    same = torch.tensor([[one == other for other in labels] for one in labels])
    same.fill_diagonal_(fill_value=False)
    scores = (vectors @ vectors.T).fill_diagonal_(-2.0)
    value = precision_at(scores, same, 10)
    return [Figure("photo -> same label, precision@10", value, chance(same))]


def _by_label(
    vectors: Tensor, labels: Sequence[str], words: Tensor, tested: Sequence[str]
) -> list[Figure]:
    named = torch.tensor([[name == label for label in labels] for name in tested])
    value = precision_at(words @ vectors.T, named, 10)
    guessed = [tested[place] for place in (vectors @ words.T).argmax(dim=1).tolist()]
    right = [guess == label for guess, label in zip(guessed, labels, strict=True)]
    answerable = sum(label in tested for label in labels)
    return [
        Figure("label's word -> photos, precision@10, mean over labels", value, chance(named)),
        Figure("photo -> its label by words", sum(right) / answerable, 1 / len(tested)),
    ]
