"""Every value of every attribute, by name: a picture is told which of them it shows.

A contrast of whole captions tells colours and patterns apart long before kinds and shapes.
Asking for each attribute by itself gives every one of them its own share of the loss.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Final, Self

import torch
from torch import Tensor

from lab.demo.captions import attribute_phrase
from lab.demo.kinds import KIND_LIST
from lab.demo.palette import contrasting
from lab.demo.words import KIND_WORDS
from lab.demo.world import COLOUR_NAMES, KINDS, PATTERN_NAMES
from lab.training.data.captions import label_caption
from lab.training.data.example import Example, fit_one
from lab.training.data.tensors import Tensors

WEIGHTS: Final[Mapping[str, float]] = {"kind": 2.0, "label": 3.0, "color": 1.0, "pattern": 1.0}
"""Of an attribute's question in the loss. What a thing is comes first in a search."""

OTHER_WEIGHT: Final = 0.5

WHAT_IT_IS: Final = frozenset({"kind", "label"})

RANKED: Final = frozenset({"kind", "label", "color", "pattern", "material"})
"""Attributes whose words mean the same for every kind; "long" means another thing for each."""


@dataclass(frozen=True, slots=True)
class Concept:
    attribute: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Questions(Tensors):
    """One row for each picture and attribute: which of the allowed concepts does it show?"""

    examples: Tensor  # int64 (questions,)
    answers: Tensor  # int64 (questions,), places in `Vocabulary.concepts`
    allowed: Tensor  # bool (questions, concepts)
    weights: Tensor  # float32 (questions,)
    what_it_is: Tensor  # bool (questions,): asked for the kind or the label

    @property
    def of_what_it_is(self) -> "Questions":
        return replace(self, weights=self.weights * self.what_it_is)


@dataclass(frozen=True)
class Vocabulary:
    concepts: tuple[Concept, ...]

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> Self:
        """Each once, in the order given."""
        return cls(tuple(dict.fromkeys(concepts)))

    @cached_property
    def place(self) -> Mapping[Concept, int]:
        return {concept: place for place, concept in enumerate(self.concepts)}

    @cached_property
    def ranked(self) -> list[int]:
        return [self.place[one] for one in self.concepts if one.attribute in RANKED]

    def texts(self, rng: random.Random) -> list[str]:
        """A name for each concept, another one every time."""
        return [_name(concept, rng) for concept in self.concepts]

    def questions(self, examples: Sequence[Example]) -> Questions:
        found = [
            (row, Concept(attribute, value), example)
            for row, example in enumerate(examples)
            for attribute, value in example.certain.items()
            if Concept(attribute, value) in self.place
        ]
        allowed = [self._allowed(concept.attribute, example) for _, concept, example in found]
        return Questions(
            examples=torch.tensor([row for row, _, _ in found], dtype=torch.long),
            answers=torch.tensor([self.place[one] for _, one, _ in found], dtype=torch.long),
            allowed=torch.stack(allowed),
            weights=torch.tensor([WEIGHTS.get(one.attribute, OTHER_WEIGHT) for _, one, _ in found]),
            what_it_is=torch.tensor([one.attribute in WHAT_IT_IS for _, one, _ in found]),
        )

    def fits(self, examples: Sequence[Example]) -> Tensor:
        """int8 (concepts, examples) as `fit_matrix` has it, for the ranked concepts' rows."""
        columns = [self._verdicts(example) for example in examples]
        return torch.tensor(columns, dtype=torch.int8).T.contiguous()

    def _verdicts(self, example: Example) -> list[int]:
        asked = (self.concepts[place] for place in self.ranked)
        return [fit_one(one.attribute, one.value, example) for one in asked]

    def _allowed(self, attribute: str, example: Example) -> Tensor:
        """The values among which an example's is told: those that its kind may have."""
        kind = example.certain.get("kind")
        values = dict(KINDS[kind].shapes).get(attribute) if kind else None
        key = (attribute, values)
        if key not in self._masks:
            self._masks[key] = torch.tensor([
                one.attribute == attribute and (values is None or one.value in values)
                for one in self.concepts
            ])  # fmt: skip
        return self._masks[key]

    @cached_property
    def _masks(self) -> dict[tuple[str, tuple[str, ...] | None], Tensor]:
        return {}


@cache
def world_concepts() -> tuple[Concept, ...]:
    return tuple(_world())


def label_concepts(labels: Iterable[str]) -> list[Concept]:
    return [Concept("label", one) for one in labels]


def _world() -> Iterator[Concept]:
    for kind in KIND_LIST:
        yield Concept("kind", kind.name)
        yield from _named("material", kind.materials)
        for attribute, values in kind.shapes:
            yield from _named(attribute, values)
    yield from _named("color", COLOUR_NAMES)
    yield from _named("pattern", PATTERN_NAMES)
    yield from _named("pattern_color", [one for one in COLOUR_NAMES if contrasting(one)])


def _named(attribute: str, values: Iterable[str]) -> Iterator[Concept]:
    return (Concept(attribute, value) for value in values)


def _name(concept: Concept, rng: random.Random) -> str:
    if concept.attribute == "kind":
        return rng.choice(KIND_WORDS[concept.value])
    if concept.attribute == "label":
        return label_caption(concept.value, rng).text
    return attribute_phrase(concept.attribute, concept.value, rng)
