"""Training examples from a shop's own products: photos of one product, with its texts."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from lab.training.data.captions import INDEXED_TEXT_SHARE, TEMPLATES
from lab.training.data.concepts import Concept
from lab.training.data.example import TITLE, Caption, Example, Fact
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import TextOnlyExample
from lab.training.datasets.catalog_products import CatalogProduct

MIN_TITLES: Final = 2
"""Fewest titles to train on, because a contrastive loss contrasts each title with another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogItem:
    product: CatalogProduct
    pair: None = None

    def example(self, rng: random.Random) -> Example:
        rows = self.product.rows
        views = tuple(rng.sample(rows, 2)) if len(rows) > 1 else (rows[0], rows[0])
        facts = {TITLE: frozenset({self.product.title_key})}
        return Example(rows=views, facts=facts, complete=False)

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption:
        text = self._merchant_text(rng) if by_merchant else self._shopper_text(rng)
        return Caption(text, {TITLE: self.product.title_key})

    def _merchant_text(self, rng: random.Random) -> str:
        if self.product.indexed_text and rng.random() < INDEXED_TEXT_SHARE:
            return self.product.indexed_text
        return self.product.title

    def _shopper_text(self, rng: random.Random) -> str:
        return rng.choice(TEMPLATES).format(self.product.title)


@dataclass(frozen=True, kw_only=True)
class CatalogSource:
    """A source that samples titles, then one product for each.

    So no batch has two products of the same title, which would become negatives of each other.
    """

    products: Mapping[str, Sequence[CatalogProduct]]
    """Grouped by `title_key`."""
    pixels: Pixels
    products_per_batch: int
    seed: int

    @property
    def training_rows(self) -> Sequence[int]:
        return sorted(
            row for group in self.products.values() for product in group for row in product.rows
        )

    @property
    def views(self) -> int:
        return 1

    @property
    def rows_by_fact(self) -> Mapping[Fact, Sequence[int]]:
        return {}

    @property
    def unfamiliar_rows(self) -> Sequence[int]:
        return range(len(self.pixels))

    @property
    def concepts(self) -> Sequence[Concept]:
        """No concepts, because titles are not parsed into attributes."""
        return ()

    @property
    def batches_per_epoch(self) -> int:
        return max(1, len(self.products) // self.products_per_batch)

    def scaled(self, factor: int) -> Self:
        count = min(factor * self.products_per_batch, len(self.products))
        return replace(self, products_per_batch=count)

    def text_only(self, step: int) -> list[TextOnlyExample]:
        return []

    def sample(self, step: int, rng: random.Random) -> list[CatalogItem]:
        epoch, batch = divmod(step, self.batches_per_epoch)
        start = batch * self.products_per_batch
        titles = self._shuffled_titles(epoch)[start : start + self.products_per_batch]
        return [CatalogItem(product=rng.choice(self.products[title])) for title in titles]

    def _shuffled_titles(self, epoch: int) -> list[str]:
        titles = sorted(self.products)
        random.Random(f"{self.seed} catalog epoch {epoch}").shuffle(titles)
        return titles
