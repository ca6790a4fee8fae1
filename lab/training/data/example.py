"""A training example, and whether a caption is true of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import torch
from torch import Tensor

FITS: Final = 1
CONTRADICTS: Final = 0
UNKNOWN: Final = -1

TITLE: Final = "title"
"""The only attribute of products from a shop's catalog. Whether a title is true of any other
example is unknown.
"""


class Fact(NamedTuple):
    attribute: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Pictures of one product, or of two products that share all the stated facts.

    `rows` are the pictures' rows in the pixels of their source. `facts` maps an attribute to its
    possible values; a single value is certain. A `complete` example lacks every attribute that is
    not in `facts`. A photo of which only a label is known is incomplete: its colour is unknown,
    not absent. `product` is an id for instance discrimination, set only if all pictures show the
    same product and no other example can show it under another id.
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
    """A text, and the attributes that a product must have for it to be true."""

    text: str
    attributes: Mapping[str, str]


def fit(attributes: Mapping[str, str], example: Example) -> int:
    """Return FITS, CONTRADICTS or UNKNOWN: whether the example has all these attributes."""
    # Stops at the first contradiction, because every step checks thousands of pairs.
    verdict = FITS
    for key, value in attributes.items():
        attribute_fit = fit_attribute(key, value, example)
        if attribute_fit == CONTRADICTS:
            return CONTRADICTS
        verdict = min(verdict, attribute_fit)
    return verdict


def fit_matrix(attributes: Sequence[Mapping[str, str]], examples: Sequence[Example]) -> Tensor:
    """Return the `fit` of all attributes with all examples, as int8 (attributes, examples)."""
    rows = [[fit(required, example) for example in examples] for required in attributes]
    return torch.tensor(rows, dtype=torch.int8)


def fit_attribute(key: str, value: str, example: Example) -> int:
    """Return FITS, CONTRADICTS or UNKNOWN: whether the example's attribute `key` is `value`."""
    possible = example.facts.get(key)
    if possible is None:
        return CONTRADICTS if example.complete and key != TITLE else UNKNOWN
    if value not in possible:
        return CONTRADICTS
    return FITS if len(possible) == 1 else UNKNOWN
