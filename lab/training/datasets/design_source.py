"""Rendered designs, in pairs that differ in one attribute."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

from lab.demo.world import KINDS
from lab.training.data.captions import merchant_caption, shopper_caption
from lab.training.data.concepts import Concept, world_concepts
from lab.training.data.design_pairs import Pair
from lab.training.data.example import Caption, Example
from lab.training.data.facts import facts_of
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import Reading, fresh_readings
from lab.training.datasets.design_rendering import VIEWS

RUN: Final = 4
"""Pairs side by side that look alike."""

COMMON: Final = ("color", "pattern", "material")


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignItem:
    pair: Pair
    rows: tuple[int, int]

    def example(self, rng: random.Random) -> Example:
        return Example(
            rows=self.rows,
            facts=facts_of(self.pair.design),
            complete=True,
            product=f"design {self.rows[0]}",
        )

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
        """All pairs once, in runs of one kind that share a colour, a pattern or a material: what is
        hard to tell apart is told apart. Several kinds are in each batch all the same.
        """
        rng = random.Random(f"{self.seed} epoch {epoch}")
        common = {kind: rng.choice(COMMON) for kind in KINDS}
        alike = sorted(
            rng.sample(range(len(self.pairs)), len(self.pairs)), key=partial(self._looks, common)
        )
        runs = [alike[start : start + RUN] for start in range(0, len(alike), RUN)]
        rng.shuffle(runs)
        return [place for run in runs for place in run]

    def _looks(self, common: Mapping[str, str], place: int) -> tuple[str, str]:
        design = self.pairs[place].design
        return design.kind, design.attributes[common[design.kind]]

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
