"""Rendered designs, in pairs that differ in one attribute."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from catalog.training.captions import merchant_caption, shopper_caption
from catalog.training.concepts import Concept, world_concepts
from catalog.training.example import Caption, Example
from catalog.training.facts import facts_of
from catalog.training.pictures import Pixels
from catalog.training.readings import Reading, fresh_readings
from catalog.training.rendering import VIEWS
from catalog.training.variation import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignItem:
    pair: Pair
    rows: tuple[int, int]

    def example(self, rng: random.Random) -> Example:
        return Example(rows=self.rows, facts=facts_of(self.pair.design), complete=True)

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption:
        said = merchant_caption if by_merchant else shopper_caption
        return said(self.pair.design, rng)


@dataclass(frozen=True, kw_only=True)
class DesignSource:
    """Pair p has the designs 2p and 2p + 1 of the rendered pictures."""

    pairs: Sequence[Pair]
    pixels: Pixels
    pairs_per_batch: int
    readings_per_batch: int
    seed: int

    @property
    def concepts(self) -> Sequence[Concept]:
        return world_concepts()

    @property
    def batches_per_epoch(self) -> int:
        return max(1, len(self.pairs) // self.pairs_per_batch)

    def larger(self, times: int) -> Self:
        return replace(self, pairs_per_batch=min(times * self.pairs_per_batch, len(self.pairs)))

    def drawn(self, step: int, rng: random.Random) -> list[DesignItem]:
        epoch, place = divmod(step, self.batches_per_epoch)
        start = place * self.pairs_per_batch
        chosen = self._order(epoch)[start : start + self.pairs_per_batch]
        return [item for i in chosen for item in self._both(i, rng)]

    def readings(self, step: int) -> list[Reading]:
        return fresh_readings(self.readings_per_batch, seed=self.seed * 1_000_003 + step)

    def _order(self, epoch: int) -> list[int]:
        """All pairs once. Of many kinds in each batch: the siblings are alike enough."""
        places = list(range(len(self.pairs)))
        random.Random(f"{self.seed} epoch {epoch}").shuffle(places)
        return places

    def _both(self, place: int, rng: random.Random) -> list[DesignItem]:
        pair = self.pairs[place]
        turned = Pair(pair.sibling, pair.design, pair.changed)
        return [
            DesignItem(pair=pair, rows=rows_of(2 * place, rng)),
            DesignItem(pair=turned, rows=rows_of(2 * place + 1, rng)),
        ]


def rows_of(place: int, rng: random.Random) -> tuple[int, int]:
    """The studio picture and one of the shopper photos."""
    first = place * VIEWS
    return first, first + rng.randrange(1, VIEWS)
