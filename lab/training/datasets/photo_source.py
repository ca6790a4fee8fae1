"""Real photos of which only a label is known."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from lab.training.data.captions import label_caption
from lab.training.data.concepts import Concept, label_concepts, world_concepts
from lab.training.data.example import Caption, Example
from lab.training.data.labels import facts_of_label
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import Reading

ONE_PHOTO_SHARE: Final = 0.5
"""Of the examples. A label alone would teach that all of its things look the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelItem:
    """Its two pictures are two photos of one label, or two views of one photo."""

    label: str
    rows: Sequence[int]
    pair: None = None

    def example(self, rng: random.Random) -> Example:
        one, other = rng.choice(self.rows), rng.choice(self.rows)
        facts = facts_of_label(self.label)
        if rng.random() < ONE_PHOTO_SHARE:
            return Example(rows=(one, one), facts=facts, complete=False, product=f"photo {one}")
        return Example(rows=(one, other), facts=facts, complete=False)

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption:
        return label_caption(self.label, rng)


@dataclass(frozen=True, kw_only=True)
class LabelSource:
    rows: Mapping[str, Sequence[int]]
    """Of the pictures, by label."""
    pixels: Pixels
    photos_per_batch: int

    @property
    def concepts(self) -> Sequence[Concept]:
        """Also the world's: a label says of which kinds a photo may be."""
        return [*world_concepts(), *label_concepts(sorted(self.rows))]

    @property
    def batches_per_epoch(self) -> int:
        return max(1, sum(map(len, self.rows.values())) // self.photos_per_batch)

    def larger(self, times: int) -> Self:
        return replace(self, photos_per_batch=times * self.photos_per_batch)

    def readings(self, step: int) -> list[Reading]:
        return []

    def drawn(self, step: int, rng: random.Random) -> list[LabelItem]:
        """Labels by the root of how often they occur: rare ones are seen, common ones more."""
        labels = sorted(self.rows)
        weights = [len(self.rows[label]) ** 0.5 for label in labels]
        chosen = rng.choices(labels, weights, k=self.photos_per_batch)
        return [LabelItem(label=label, rows=self.rows[label]) for label in chosen]
