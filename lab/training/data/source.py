"""Where examples come from: rendered designs, labelled photos, the shop's own catalog."""

import random
from collections.abc import Sequence
from typing import Protocol, Self

from lab.training.data.concepts import Concept
from lab.training.data.design_pairs import Pair
from lab.training.data.example import Caption, Example
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import Reading


class Item(Protocol):
    """What one place of a batch shows."""

    @property
    def pair(self) -> Pair | None:
        """The design shown and the sibling that a refinement of it finds, if it has one."""

    def example(self, rng: random.Random) -> Example: ...

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption: ...


class Source(Protocol):
    @property
    def pixels(self) -> Pixels:
        """Has the rows that its examples name."""

    @property
    def concepts(self) -> Sequence[Concept]:
        """What its examples may be asked for by name."""

    @property
    def batches_per_epoch(self) -> int: ...

    def larger(self, times: int) -> Self:
        """The same examples, so many times as many in a batch, if there are."""

    def readings(self, step: int) -> Sequence[Reading]:
        """Products of which there are only words, other ones at each step."""

    def drawn(self, step: int, rng: random.Random) -> Sequence[Item]:
        """Its share of the batch. Apart from `rng`, it depends on the step's number alone."""
