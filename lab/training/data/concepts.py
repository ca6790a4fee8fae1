"""Concepts: all values of all attributes, such as the colour red. Pictures are classified by them.

A contrastive loss on whole captions learns colours and patterns long before kinds and shapes.
Classifying each attribute separately gives every attribute its own share of the loss.
"""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Final, Self

import torch
from torch import Tensor

from lab.demo.kinds import KIND_LIST
from lab.demo.palette import contrasting
from lab.demo.phrases import attribute_phrase
from lab.demo.synonyms import KIND_WORDS
from lab.demo.world import COLOUR_NAMES, KINDS, PATTERN_NAMES
from lab.training.data.captions import label_caption
from lab.training.data.example import Example, fit_attribute
from lab.training.data.tensors import TensorDataclass

WEIGHTS: Final[Mapping[str, float]] = {"kind": 2.0, "label": 3.0, "color": 1.0, "pattern": 1.0}
"""Weight of an attribute in the classification loss. Kinds matter most in a search."""

OTHER_WEIGHT: Final = 0.5

KIND_ATTRIBUTES: Final = frozenset({"kind", "label"})
"""Attributes that say what a product is."""

SEARCHABLE: Final = frozenset({"kind", "label", "color", "pattern", "material"})
"""Attributes whose values are queries by themselves, unlike "long", which depends on the kind."""


@dataclass(frozen=True, slots=True)
class Concept:
    attribute: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassificationTargets(TensorDataclass):
    """The concepts that examples should be classified as.

    There is a row for each certain attribute of each example, with its concept and the concepts
    among which to find it.
    """

    examples: Tensor  # int64 (rows,)
    concepts: Tensor  # int64 (rows,), indices into `Vocabulary.concepts`
    allowed: Tensor  # bool (rows, concepts)
    weights: Tensor  # float32 (rows,)
    is_kind: Tensor  # bool (rows,): the attribute is one of KIND_ATTRIBUTES

    @property
    def kind_only(self) -> "ClassificationTargets":
        return replace(self, weights=self.weights * self.is_kind)


@dataclass(frozen=True)
class Vocabulary:
    concepts: tuple[Concept, ...]

    @classmethod
    def from_concepts(cls, concepts: Iterable[Concept]) -> Self:
        """Return the vocabulary of these concepts in their order, without duplicates."""
        return cls(tuple(dict.fromkeys(concepts)))

    @cached_property
    def index(self) -> Mapping[Concept, int]:
        return {concept: index for index, concept in enumerate(self.concepts)}

    @cached_property
    def searchable(self) -> list[int]:
        """Indices in `concepts` of those that make a query by themselves, such as "mug"."""
        return [i for i, concept in enumerate(self.concepts) if concept.attribute in SEARCHABLE]

    def names(self, rng: random.Random) -> list[str]:
        """Return a random name for each concept."""
        return [_name(concept, rng) for concept in self.concepts]

    def classification_targets(self, examples: Sequence[Example]) -> ClassificationTargets:
        known = [
            (row, concept, example)
            for row, example in enumerate(examples)
            for concept in itertools.starmap(Concept, example.certain.items())
            if concept in self.index
        ]
        concepts = [concept for _, concept, _ in known]
        attributes = [concept.attribute for concept in concepts]
        return ClassificationTargets(
            examples=torch.tensor([row for row, _, _ in known], dtype=torch.long),
            concepts=torch.tensor([self.index[concept] for concept in concepts], dtype=torch.long),
            allowed=torch.stack([self._allowed(concept, example) for _, concept, example in known]),
            weights=torch.tensor([WEIGHTS.get(name, OTHER_WEIGHT) for name in attributes]),
            is_kind=torch.tensor([name in KIND_ATTRIBUTES for name in attributes]),
        )

    def fit_matrix(self, examples: Sequence[Example]) -> Tensor:
        """Return int8 (searchable concepts, examples) of FITS, CONTRADICTS or UNKNOWN."""
        columns = [self._fit_column(example) for example in examples]
        return torch.tensor(columns, dtype=torch.int8).T.contiguous()

    def _fit_column(self, example: Example) -> list[int]:
        concepts = (self.concepts[index] for index in self.searchable)
        return [fit_attribute(concept.attribute, concept.value, example) for concept in concepts]

    def _allowed(self, concept: Concept, example: Example) -> Tensor:
        """Return a mask of the concepts among which to find this one.

        For a shape, they are the values that the example's kind can have, else all values of the
        attribute.
        """
        kind = example.certain.get("kind")
        values = dict(KINDS[kind].shapes).get(concept.attribute) if kind else None
        key = (concept.attribute, values)
        if key not in self._masks:
            self._masks[key] = torch.tensor([
                other.attribute == concept.attribute and (values is None or other.value in values)
                for other in self.concepts
            ])  # fmt: skip
        return self._masks[key]

    @cached_property
    def _masks(self) -> dict[tuple[str, tuple[str, ...] | None], Tensor]:
        return {}


@cache
def world_concepts() -> tuple[Concept, ...]:
    return tuple(_world_concepts())


def label_concepts(labels: Iterable[str]) -> list[Concept]:
    return [Concept("label", label) for label in labels]


def _world_concepts() -> Iterator[Concept]:
    for kind in KIND_LIST:
        yield Concept("kind", kind.name)
        yield from _concepts("material", kind.materials)
        for attribute, values in kind.shapes:
            yield from _concepts(attribute, values)
    yield from _concepts("color", COLOUR_NAMES)
    yield from _concepts("pattern", PATTERN_NAMES)
    yield from _concepts(
        "pattern_color", [colour for colour in COLOUR_NAMES if contrasting(colour)]
    )


def _concepts(attribute: str, values: Iterable[str]) -> Iterator[Concept]:
    return (Concept(attribute, value) for value in values)


def _name(concept: Concept, rng: random.Random) -> str:
    if concept.attribute == "kind":
        return rng.choice(KIND_WORDS[concept.value])
    if concept.attribute == "label":
        return label_caption(concept.value, rng).text
    return attribute_phrase(concept.attribute, concept.value, rng)
