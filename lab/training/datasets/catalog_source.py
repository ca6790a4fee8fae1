"""The shop's own products: the photos of one belong together, and to its title."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from lab.training.data.captions import FRAMES, INDEXED_SHARE
from lab.training.data.concepts import Concept
from lab.training.data.example import TITLE, Caption, Example
from lab.training.data.picture_store import Pixels
from lab.training.data.text_only import Reading
from lab.training.datasets.catalog_products import CatalogProduct

FEWEST_TITLES: Final = 2
"""With one there is nothing to tell it from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogItem:
    product: CatalogProduct
    pair: None = None

    def example(self, rng: random.Random) -> Example:
        rows = self.product.rows
        shown = tuple(rng.sample(rows, 2)) if len(rows) > 1 else (rows[0], rows[0])
        facts = {TITLE: frozenset({self.product.same_title})}
        return Example(rows=shown, facts=facts, complete=False)

    def caption(self, rng: random.Random, *, by_merchant: bool) -> Caption:
        said = self._by_merchant(rng) if by_merchant else self._by_shopper(rng)
        return Caption(said, {TITLE: self.product.same_title})

    def _by_merchant(self, rng: random.Random) -> str:
        if self.product.wording and rng.random() < INDEXED_SHARE:
            return self.product.wording
        return self.product.title

    def _by_shopper(self, rng: random.Random) -> str:
        return rng.choice(FRAMES).format(self.product.title)


@dataclass(frozen=True, kw_only=True)
class CatalogSource:
    """Draws titles, then a product of each: so no batch holds two products of one title, and
    neither is ever taught to be wrong for the other's words.
    """

    products: Mapping[str, Sequence[CatalogProduct]]
    """By `same_title`."""
    pixels: Pixels
    products_per_batch: int
    seed: int

    @property
    def concepts(self) -> Sequence[Concept]:
        """None: its words are taken as a whole."""
        return ()

    @property
    def batches_per_epoch(self) -> int:
        return max(1, len(self.products) // self.products_per_batch)

    def larger(self, times: int) -> Self:
        count = min(times * self.products_per_batch, len(self.products))
        return replace(self, products_per_batch=count)

    def readings(self, step: int) -> list[Reading]:
        return []

    def drawn(self, step: int, rng: random.Random) -> list[CatalogItem]:
        epoch, place = divmod(step, self.batches_per_epoch)
        start = place * self.products_per_batch
        titles = self._order(epoch)[start : start + self.products_per_batch]
        return [CatalogItem(product=rng.choice(self.products[title])) for title in titles]

    def _order(self, epoch: int) -> list[str]:
        titles = sorted(self.products)
        random.Random(f"{self.seed} catalog epoch {epoch}").shuffle(titles)
        return titles
