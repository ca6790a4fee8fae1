"""What the text tower learns from a text teacher: the places of words among pictures, and their
similarities.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.inference import digest, kept
from lab.training.model.tokenizer import Tokenizer
from lab.training.objective.distillation import WordBatch
from lab.training.pretrained.anchors import Anchor, pairable_words
from lab.training.pretrained.minilm import TextTeacher
from lab.training.pretrained.recipe import Recipe
from lab.training.pretrained.regression import KernelRegression
from lab.training.words import ProductTerm
from lab.training.words.compose import compose

BANDWIDTH: Final = 6.0
PENALTY: Final = 0.1
OWN_SHARE: Final = 0.3
"""Share of a word's own target; the rest is the mean of all words of its term. A text teacher
does not know that some of them mean the same: "gilet" and "body warmer".
"""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    tokens: Tensor  # (n, context length)
    teacher: Tensor  # (n, dimensions of the teacher), unit vectors


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordTargets:
    words: Texts
    targets: Tensor  # (words, d), unit vectors
    wordings: Texts
    """Pairs of wordings of one thing: 2i and 2i + 1."""

    def batch(self, rng: random.Random, recipe: Recipe) -> WordBatch:
        words = _sample(rng, len(self.targets), recipe.words_per_batch)
        pairs = _sample(rng, len(self.wordings.tokens) // 2, recipe.wordings_per_batch)
        both = (2 * pairs[:, None] + torch.arange(2)).flatten()
        return WordBatch(
            tokens=torch.cat([self.words.tokens[words], self.wordings.tokens[both]]),
            targets=self.targets[words],
            teacher=torch.cat([self.words.teacher[words], self.wordings.teacher[both]]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberingTeacher:
    """A text teacher whose answers are kept in files."""

    folder: Path
    teacher: TextTeacher

    def __call__(self, texts: Sequence[str]) -> Tensor:
        name = f"words-{digest(chr(10).join(texts).encode())}.npy"
        return kept(self.folder / name, partial(self.teacher, texts))


def word_targets(
    terms: Sequence[ProductTerm],
    wordings: Sequence[str],
    anchors: Sequence[Anchor],
    teacher: TextTeacher,
    tokenizer: Tokenizer,
) -> WordTargets:
    """Return targets for every word of the terms. `wordings` has pairs next to each other."""
    words = [word for term in terms for word in term.synonyms]
    vectors = teacher(words)
    own = functional.normalize(fit_anchors(anchors, teacher)(vectors), dim=-1)
    return WordTargets(
        words=Texts(tokenizer(words), vectors),
        targets=_drawn_together(own, terms),
        wordings=Texts(tokenizer(list(wordings)), teacher(wordings)),
    )


def composed_wordings(pairs: int, *, seed: int) -> list[str]:
    rng = random.Random(f"{seed} wordings")
    return [wording for _ in range(pairs) for wording in compose(rng)]


def fit_anchors(anchors: Sequence[Anchor], teacher: TextTeacher) -> KernelRegression:
    """Return the map from a text's vector to its direction among pictures."""
    vectors = teacher([word for anchor in anchors for word in anchor.words])
    by_anchor = torch.split(vectors, [len(anchor.words) for anchor in anchors])
    means = torch.stack([group.mean(dim=0) for group in by_anchor])
    return KernelRegression.fit(
        functional.normalize(means, dim=-1),
        torch.stack([anchor.direction for anchor in anchors]),
        bandwidth=BANDWIDTH,
        penalty=PENALTY,
    )


def _drawn_together(own: Tensor, terms: Sequence[ProductTerm]) -> Tensor:
    """Draw the words of each term to their mean, but not those held out as synonyms."""
    targets, start = own.clone(), 0
    for term in terms:
        end = start + len(term.synonyms)
        if len(pairable_words(term)) > 1:
            mean = functional.normalize(own[start:end].mean(dim=0), dim=0)
            targets[start:end] = OWN_SHARE * own[start:end] + (1 - OWN_SHARE) * mean
        start = end
    return functional.normalize(targets, dim=-1)


def _sample(rng: random.Random, count: int, wanted: int) -> Tensor:
    return torch.tensor(rng.sample(range(count), min(wanted, count)))
