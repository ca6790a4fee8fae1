"""The interface of a source of training examples."""

import random
from collections.abc import Sequence
from typing import Protocol, Self

from lab.training.data.concepts import Concept
from lab.training.data.design_pairs import Pair
from lab.training.data.example import Caption, Example
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import TextOnlyExample


class Item(Protocol):
    """A product or photo sampled for a batch, before its pictures and words are chosen."""

    @property
    def pair(self) -> Pair | None:
        """The design shown and the sibling that a refinement of it targets, if it has one."""

    def example(self, rng: random.Random) -> Example: ...

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption: ...


class Source(Protocol):
    @property
    def pixels(self) -> Pixels:
        """The pictures that `Example.rows` refers to."""

    @property
    def concepts(self) -> Sequence[Concept]:
        """The concepts that its examples may be classified by."""

    @property
    def batches_per_epoch(self) -> int: ...

    def scaled(self, factor: int) -> Self:
        """The same examples in batches `factor` times as large, if there are enough examples."""

    def text_only(self, step: int) -> Sequence[TextOnlyExample]:
        """New text-only examples for each step."""

    def sample(self, step: int, rng: random.Random) -> Sequence[Item]:
        """The source's share of a batch, determined by the step's number and `rng`."""
