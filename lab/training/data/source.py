"""The interface of a source of training examples."""

import random
from collections.abc import Mapping, Sequence
from typing import Protocol, Self

from lab.training.data.concepts import Concept
from lab.training.data.design_pairs import Pair
from lab.training.data.example import Caption, Example, Fact
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import TextOnlyExample


class Item(Protocol):
    """A product or photo sampled for a batch, before its pictures and words are chosen."""

    @property
    def pair(self) -> Pair | None:
        """The design shown, with the sibling that a refinement of it should find, if it has one."""

    def example(self, rng: random.Random) -> Example: ...

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption: ...


class Source(Protocol):
    @property
    def pixels(self) -> Pixels:
        """The pictures that `Example.rows` refers to."""

    @property
    def training_rows(self) -> Sequence[int]:
        """The rows of the pictures that may be learned from: those that are not held out."""

    @property
    def rows_by_fact(self) -> Mapping[Fact, Sequence[int]]:
        """The training rows of the pictures of which a fact is known to be true."""

    @property
    def views(self) -> int:
        """Number of consecutive pictures that show one rendered design; 1 for real photos."""

    @property
    def unfamiliar_rows(self) -> Sequence[int]:
        """The rows of pictures of what neither the rendered world nor labelled clothes show."""

    @property
    def concepts(self) -> Sequence[Concept]:
        """The concepts by which the source's examples may be classified."""

    @property
    def batches_per_epoch(self) -> int: ...

    def scaled(self, factor: int) -> Self:
        """Return the source with batches `factor` times as large, if there are enough examples."""

    def text_only(self, step: int) -> Sequence[TextOnlyExample]:
        """Return the text-only examples of a step, if the source has any."""

    def sample(self, step: int, rng: random.Random) -> Sequence[Item]:
        """Return the source's share of a batch, determined by the step's number and `rng`."""
