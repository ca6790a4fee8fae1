"""Training examples from rendered designs, in pairs that differ in one attribute."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

from lab.demo.world import KINDS
from lab.training.data.captions import merchant_caption, shopper_caption
from lab.training.data.concepts import Concept, world_concepts
from lab.training.data.design_pairs import Pair
from lab.training.data.example import Caption, Example, Fact
from lab.training.data.labels import facts_of_design
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import TextOnlyExample, sample_text_only
from lab.training.datasets.design_rendering import VIEWS

GROUP_SIZE: Final = 4
"""Number of similar pairs that stay together in a batch, as hard negatives of each other."""

LOOKS: Final = frozenset({"kind", "color", "pattern", "pattern_color", "material"})

GROUPED_BY: Final = ("color", "pattern", "material")


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignItem:
    pair: Pair
    rows: tuple[int, int]

    def example(self, rng: random.Random) -> Example:
        return Example(
            rows=self.rows,
            facts=facts_of_design(self.pair.design),
            complete=True,
            product=f"design {self.rows[0]}",
        )

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption:
        caption = merchant_caption if by_merchant else shopper_caption
        return caption(self.pair.design, rng)


@dataclass(frozen=True, kw_only=True)
class DesignSource:
    """A source that samples pairs of designs. Pair p is designs 2p and 2p + 1 in `pixels`."""

    pairs: Sequence[Pair]
    pixels: Pixels
    pairs_per_batch: int
    text_only_pairs_per_batch: int
    seed: int

    @property
    def training_rows(self) -> Sequence[int]:
        return range(len(self.pixels))

    @property
    def rows_by_fact(self) -> Mapping[Fact, Sequence[int]]:
        """Rows of the pictures, by kind, colour, pattern and material. Shapes are left out: their
        values mean different things of different kinds.
        """
        designs = (design for pair in self.pairs for design in (pair.design, pair.sibling))
        rows = defaultdict[Fact, list[int]](list)
        for number, design in enumerate(designs):
            stated = {"kind": design.kind, **design.attributes}
            for attribute in stated.keys() & LOOKS:
                views = range(number * VIEWS, (number + 1) * VIEWS)
                rows[Fact(attribute, stated[attribute])] += views
        return dict(sorted(rows.items()))

    @property
    def views(self) -> int:
        return VIEWS

    @property
    def unfamiliar_rows(self) -> Sequence[int]:
        return ()

    @property
    def concepts(self) -> Sequence[Concept]:
        return world_concepts()

    @property
    def batches_per_epoch(self) -> int:
        return max(1, len(self.pairs) // self.pairs_per_batch)

    def scaled(self, factor: int) -> Self:
        return replace(self, pairs_per_batch=min(factor * self.pairs_per_batch, len(self.pairs)))

    def sample(self, step: int, rng: random.Random) -> list[DesignItem]:
        epoch, batch = divmod(step, self.batches_per_epoch)
        start = batch * self.pairs_per_batch
        pairs = self._shuffled_pairs(epoch)[start : start + self.pairs_per_batch]
        return [item for index in pairs for item in self._items(index, rng)]

    def text_only(self, step: int) -> list[TextOnlyExample]:
        return sample_text_only(self.text_only_pairs_per_batch, seed=self.seed * 1_000_003 + step)

    def _shuffled_pairs(self, epoch: int) -> list[int]:
        """Return the indices of all pairs in random order, with similar pairs together.

        Similar pairs are hard negatives of each other: most groups of them share a kind, and a
        colour, pattern or material. Groups are shuffled, so a batch still has several kinds.
        """
        rng = random.Random(f"{self.seed} epoch {epoch}")
        grouped_by = {kind: rng.choice(GROUPED_BY) for kind in KINDS}
        similar = sorted(
            rng.sample(range(len(self.pairs)), len(self.pairs)),
            key=partial(self._group_key, grouped_by),
        )
        groups = [
            similar[start : start + GROUP_SIZE] for start in range(0, len(similar), GROUP_SIZE)
        ]
        rng.shuffle(groups)
        return [index for group in groups for index in group]

    def _group_key(self, grouped_by: Mapping[str, str], index: int) -> tuple[str, str]:
        design = self.pairs[index].design
        return design.kind, design.attributes[grouped_by[design.kind]]

    def _items(self, index: int, rng: random.Random) -> list[DesignItem]:
        pair = self.pairs[index]
        reverse = Pair(pair.sibling, pair.design, pair.changed)
        return [
            DesignItem(pair=pair, rows=random_views(2 * index, rng)),
            DesignItem(pair=reverse, rows=random_views(2 * index + 1, rng)),
        ]


def random_views(design: int, rng: random.Random) -> tuple[int, int]:
    """Return the rows of the design's studio picture and of a random shopper photo."""
    studio = design * VIEWS
    return studio, studio + rng.randrange(1, VIEWS)
