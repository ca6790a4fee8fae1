"""Figures on the shop's own products that were never trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from lab.training.data.picture_store import Pixels
from lab.training.datasets.catalog_products import CatalogProduct, by_title
from lab.training.retrieval_metrics import recall_at, recall_chance
from lab.training.validation import Embedder, Figure

FEWEST: Final = 2
"""Among fewer products there is nothing to find."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutCatalog:
    products: Sequence[CatalogProduct]
    pixels: Pixels

    def figures(self, embedder: Embedder) -> list[Figure]:
        if len(self.products) < FEWEST:
            return []
        photos = embedder.pictures(self.pixels, [one.rows[0] for one in self.products])
        return [
            *_by_title(embedder, photos, self.products),
            *self._by_other_photo(embedder, photos),
        ]

    def _by_other_photo(self, embedder: Embedder, photos: Tensor) -> list[Figure]:
        """The last photo of a product that has several finds the product by its first."""
        several = [place for place, one in enumerate(self.products) if len(one.rows) > 1]
        if not several:
            return []
        others = embedder.pictures(self.pixels, [self.products[i].rows[-1] for i in several])
        own = torch.eye(len(self.products), dtype=torch.bool)[several]
        return _recalled("another photo -> its product", others @ photos.T, own)


def _by_title(
    embedder: Embedder, photos: Tensor, products: Sequence[CatalogProduct]
) -> list[Figure]:
    """Every product of the title counts: its words tell them not apart."""
    titles = by_title(products)
    words = embedder.words([named[0].title for named in titles.values()])
    place = {title: i for i, title in enumerate(titles)}
    of = torch.tensor([place[one.same_title] for one in products])
    fits = torch.arange(len(titles))[:, None] == of
    return _recalled("title -> its photo", words @ photos.T, fits)


def _recalled(name: str, scores: Tensor, fits: Tensor) -> list[Figure]:
    return [
        Figure(f"{name}, recall@{k}", recall_at(scores, fits, k), recall_chance(fits, k))
        for k in (1, 10)
    ]
