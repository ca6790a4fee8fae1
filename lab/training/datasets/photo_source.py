"""Training examples from real photos of which only a label is known."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from lab.training.data.captions import label_caption
from lab.training.data.concepts import Concept, label_concepts, world_concepts
from lab.training.data.example import Caption, Example, Fact
from lab.training.data.labels import facts_of_label, is_familiar
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import TextOnlyExample

SAME_PHOTO_SHARE: Final = 0.5
"""Share of examples that are two views of one photo. Pairs of different photos alone would teach
the model that all products of a label look the same.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoItem:
    folder: str
    label: str
    rows: Sequence[int]
    """All photos of the label."""
    pair: None = None

    def example(self, rng: random.Random) -> Example:
        first, second = rng.choice(self.rows), rng.choice(self.rows)
        facts = facts_of_label(self.label)
        if rng.random() < SAME_PHOTO_SHARE:
            product = f"photo {self.folder} {first}"
            return Example(rows=(first, first), facts=facts, complete=False, product=product)
        return Example(rows=(first, second), facts=facts, complete=False)

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption:
        return label_caption(self.label, rng)


@dataclass(frozen=True, kw_only=True)
class PhotoSource:
    folder: str
    """The name of the folder, which tells the photos of several folders apart."""
    rows: Mapping[str, Sequence[int]]
    """Rows of the pictures, by label."""
    pixels: Pixels
    photos_per_batch: int

    @property
    def training_rows(self) -> Sequence[int]:
        return sorted(row for rows in self.rows.values() for row in rows)

    @property
    def rows_by_fact(self) -> Mapping[Fact, Sequence[int]]:
        return {Fact("label", label): rows for label, rows in sorted(self.rows.items())}

    @property
    def views(self) -> int:
        return 1

    @property
    def unfamiliar_rows(self) -> Sequence[int]:
        unfamiliar = (rows for label, rows in self.rows.items() if not is_familiar(label))
        return sorted(row for rows in unfamiliar for row in rows)

    @property
    def concepts(self) -> Sequence[Concept]:
        """The labels, and the concepts of rendered products, because a label limits the kind."""
        return [*world_concepts(), *label_concepts(sorted(self.rows))]

    @property
    def batches_per_epoch(self) -> int:
        return max(1, sum(map(len, self.rows.values())) // self.photos_per_batch)

    def scaled(self, factor: int) -> Self:
        return replace(self, photos_per_batch=factor * self.photos_per_batch)

    def text_only(self, step: int) -> list[TextOnlyExample]:
        return []

    def sample(self, step: int, rng: random.Random) -> list[PhotoItem]:
        """Sample labels by the square root of their counts, so that rare ones are seen as well."""
        labels = sorted(self.rows)
        weights = [len(self.rows[label]) ** 0.5 for label in labels]
        sampled = rng.choices(labels, weights, k=self.photos_per_batch)
        return [
            PhotoItem(folder=self.folder, label=label, rows=self.rows[label]) for label in sampled
        ]
