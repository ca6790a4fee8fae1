"""What one batch asks of the model: one space for pictures, titles and shoppers' words."""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.objective.losses import answered, contrast, ranked
from lab.training.objective.targets import Changes, Named, Targets, Words

PARAPHRASE_WEIGHT: Final = 1.0
CHANGED_WEIGHT: Final = 1.0
RANKED_WEIGHT: Final = 0.5
KIND_SCALE: Final = 10.0
"""So low a scale wants much of a vector for the kind, so that a photo's neighbours are of its kind.
At the learned scale a small share tells kinds apart, and colour and pattern decide who is near.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """Unit vectors of the two pictures of each example."""

    first: Tensor
    second: Tensor

    @property
    def both(self) -> Tensor:
        return torch.cat([self.first, self.second])


@dataclass(frozen=True, slots=True)
class Said:
    """Unit vectors of a batch's words; `names` are those of the concepts."""

    titles: Tensor
    queries: Tensor
    names: Tensor


def pictures_objective(
    shown: Shown, prototypes: Tensor, asked: Targets, same: Tensor, scale: Tensor
) -> Tensor:
    """Two pictures of one product are alike, and each shows what its attributes say."""
    return (
        contrast(shown.first, shown.second, same, scale)
        + _by_name(shown, prototypes, asked.named, scale)
        + CHANGED_WEIGHT * _changed(shown, prototypes, asked.changes, scale)
    )


def words_objective(
    shown: Shown, said: Said, asked: Targets, words: Words, scale: Tensor
) -> Tensor:
    """Captions and names find the pictures of which they are true, and the other way round."""
    return (
        contrast(said.titles, shown.both, words.titled, scale)
        + contrast(said.queries, shown.both, words.asked, scale)
        + _by_name(shown, said.names, asked.named, scale)
        + PARAPHRASE_WEIGHT * contrast(said.queries, said.titles, words.answers, scale)
        + CHANGED_WEIGHT * _changed(shown, said.names, asked.changes, scale)
    )


def readings_objective(both: Tensor, fits: Tensor, scale: Tensor) -> Tensor:
    """Requests find the descriptions of the products that answer them; `both` are unit vectors of
    the descriptions, then of the requests.
    """
    described, asked = both.chunk(2)
    return contrast(asked, described, fits, scale)


def _by_name(shown: Shown, names: Tensor, named: Named | None, scale: Tensor) -> Tensor:
    """A picture is told its attributes; a name finds the pictures that show it."""
    if named is None:
        return scale * 0
    low = scale.new_tensor(KIND_SCALE)
    told = torch.stack([
        answered(one, names, named.questions, scale)
        + answered(one, names, named.questions.of_what_it_is, low)
        for one in (shown.first, shown.second)
    ])  # fmt: skip
    found = ranked(names[named.ranked], shown.both, named.fits, scale)
    return told.mean() + RANKED_WEIGHT * found


def _changed(shown: Shown, names: Tensor, asked: Changes | None, scale: Tensor) -> Tensor:
    """Photo + words, added, find the product that differs in just what the words say."""
    if asked is None:
        return scale * 0
    photos = shown.second[asked.of]
    added = functional.normalize(photos + names[asked.changes], dim=-1)
    return contrast(added, shown.both, asked.fits, scale)
