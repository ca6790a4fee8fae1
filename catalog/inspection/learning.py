"""Learns from vectors of pictures which value of a field they show. Numbers only.

The examples are split into FOLDS. A picture is judged by what was learned without its own fold, so
a trial on the examples says how well others will be judged.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

FOLDS: Final = 5
# Ridge regression: how strongly weights are drawn to those of the words.
RIDGE: Final = 1.0
# How much a text's vector counts as a weight of its value before anything is learned. See
# docs/relevance.md for how both were chosen.
WORD_WEIGHT: Final = 2.0
# No value: of an example whose value is too rare to be told.
RARE: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Scores of k values: vectors @ weights + bias, of each fold's own weights."""

    weights: Floats  # (FOLDS, d, k)
    bias: Floats  # (FOLDS, k)

    def scores(self, vectors: Floats, folds: Integers) -> Floats:
        """Return scores of shape (n, k)."""
        result = np.empty((len(vectors), self.bias.shape[1]), dtype=np.float32)
        for fold in range(FOLDS):
            chosen = folds == fold
            result[chosen] = vectors[chosen] @ self.weights[fold] + self.bias[fold]
        return result


def by_words(texts: Floats) -> Linear:
    """Zero-shot: a picture shows the value whose text is nearest. `texts` is of shape (k, d)."""
    return Linear(
        np.repeat(texts.T[None], FOLDS, axis=0), np.zeros((FOLDS, len(texts)), dtype=np.float32)
    )


def by_examples(vectors: Floats, values: Integers, folds: Integers, texts: Floats) -> Linear:
    """Ridge regression of the examples' values, drawn towards the vectors of their texts."""
    known = values != RARE
    learned = [
        _ridge(vectors[train], values[train], WORD_WEIGHT * texts.T)
        for train in (known & (folds != fold) for fold in range(FOLDS))
    ]
    return _stacked(learned)


def likeness(vectors: Floats, lacks: Flags, kinds: Integers, folds: Integers) -> Linear:
    """How far a picture looks like those of products that lack a field, rather than have it: from
    about 0 to 1, and about .5 if pictures do not tell.

    `lacks` says which of the examples lack it. Within each of the `kinds`, those that lack and
    those that have it count alike, however many they are. So a kind that often lacks it does not
    look like lacking it.
    """
    weight = _balanced(lacks, kinds)
    target = lacks.astype(np.float32)
    learned = [
        _weighted_ridge(vectors[train], target[train], weight[train])
        for train in ((folds != fold) & (weight > 0) for fold in range(FOLDS))
    ]
    return _stacked(learned)


def _balanced(lacks: Flags, kinds: Integers) -> Floats:
    """Weights by which each kind counts as many as it has products; 0 where one side is missing."""
    of_kind, of_both = (np.bincount(key)[key] for key in (kinds, 2 * kinds + lacks))
    other = of_kind - of_both
    return np.asarray(np.where(other > 0, of_kind / (2 * of_both), 0), dtype=np.float32)


def _ridge(vectors: Floats, values: Integers, prior: Floats) -> tuple[Floats, Floats]:
    if not len(vectors):
        return prior, np.zeros(prior.shape[1], dtype=np.float32)
    one_hot = np.eye(prior.shape[1], dtype=np.float32)[values]
    middle = vectors.mean(axis=0)
    centred = vectors - middle
    expected = one_hot.mean(axis=0)
    weights = prior + _solve(centred, one_hot - expected - centred @ prior)
    return weights, expected - middle @ weights


def _weighted_ridge(vectors: Floats, target: Floats, weight: Floats) -> tuple[Floats, Floats]:
    if not len(vectors):
        return np.zeros((vectors.shape[1], 1), dtype=np.float32), np.full(1, 0.5, dtype=np.float32)
    middle = np.average(vectors, axis=0, weights=weight).astype(np.float32)
    expected = np.float32(np.average(target, weights=weight))
    root = np.sqrt(weight)[:, None]
    weights = _solve((vectors - middle) * root, (target - expected)[:, None] * root)
    return weights, expected - middle @ weights


def _solve(vectors: Floats, rest: Floats) -> Floats:
    gram = vectors.T @ vectors + RIDGE * np.eye(vectors.shape[1], dtype=np.float32)
    return np.linalg.solve(gram, vectors.T @ rest).astype(np.float32)


def _stacked(learned: list[tuple[Floats, Floats]]) -> Linear:
    return Linear(np.stack([w for w, _ in learned]), np.stack([b for _, b in learned]))
