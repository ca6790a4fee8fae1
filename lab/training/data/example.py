"""What a training picture shows, and whether a caption is true of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

FITS: Final = 1
CONTRADICTS: Final = 0
UNKNOWN: Final = -1

TITLE: Final = "title"
"""What a shop's own products are asked for. Of what else it is true, nobody has said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Pictures of one product, or of two products that share all the stated facts.

    `facts` maps an attribute to the values it may have; one value means it is certain.
    `complete` says that an attribute not named is one the product does not have; a real
    photo with only a label is incomplete: its colour is unknown, not absent. `product` names it
    where all pictures show one that is told apart from all others.
    """

    rows: tuple[int, ...]
    facts: Mapping[str, frozenset[str]]
    complete: bool
    product: str | None = None

    @property
    def certain(self) -> dict[str, str]:
        return {key: next(iter(values)) for key, values in self.facts.items() if len(values) == 1}


@dataclass(frozen=True, slots=True)
class Caption:
    """Words, and the attributes that a picture must have for them to be true."""

    text: str
    asked: Mapping[str, str]


def fit(asked: Mapping[str, str], example: Example) -> int:
    """One contradiction decides; it is looked for in thousands of pairs at every step."""
    verdict = FITS
    for key, value in asked.items():
        one = fit_one(key, value, example)
        if one == CONTRADICTS:
            return CONTRADICTS
        verdict = min(verdict, one)
    return verdict


def fit_matrix(asked: Sequence[Mapping[str, str]], examples: Sequence[Example]) -> Tensor:
    """int8 of shape (asked, examples) holding FITS, CONTRADICTS or UNKNOWN."""
    rows = [[fit(one, example) for example in examples] for one in asked]
    return torch.tensor(rows, dtype=torch.int8)


def fit_one(key: str, value: str, example: Example) -> int:
    possible = example.facts.get(key)
    if possible is None:
        return CONTRADICTS if example.complete and key != TITLE else UNKNOWN
    if value not in possible:
        return CONTRADICTS
    return FITS if len(possible) == 1 else UNKNOWN
