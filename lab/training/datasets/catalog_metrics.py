"""Metrics on held-out products of a shop's catalog."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from lab.training.data.picture_store import Pixels
from lab.training.datasets.catalog_products import CatalogProduct, group_by_title
from lab.training.retrieval_metrics import chance_recall, recall_at
from lab.training.validation import Embedder, HeldOut, Metric

MIN_PRODUCTS: Final = 2
"""Fewest held-out products to measure on, because finding the only product is no test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutCatalog(HeldOut):
    products: Sequence[CatalogProduct]
    pixels: Pixels

    def metrics(self, embedder: Embedder) -> list[Metric]:
        if len(self.products) < MIN_PRODUCTS:
            return []
        photos = embedder.embed_pictures(
            self.pixels, [product.rows[0] for product in self.products]
        )
        return [
            *_title_recall(embedder, photos, self.products),
            *self._other_photo_recall(embedder, photos),
        ]

    def _other_photo_recall(self, embedder: Embedder, photos: Tensor) -> list[Metric]:
        """Return the recall of products by their last photo, among all first photos."""
        several = [i for i, product in enumerate(self.products) if len(product.rows) > 1]
        if not several:
            return []
        last_rows = [self.products[i].rows[-1] for i in several]
        last_photos = embedder.embed_pictures(self.pixels, last_rows)
        relevant = torch.eye(len(self.products), dtype=torch.bool)[several]
        return _recall("another photo -> its product", last_photos @ photos.T, relevant)


def _title_recall(
    embedder: Embedder, photos: Tensor, products: Sequence[CatalogProduct]
) -> list[Metric]:
    """Return the recall of products by their title, among all first photos.

    All products of a title are relevant, because its words cannot distinguish them.
    """
    by_title = group_by_title(products)
    texts = embedder.embed_texts([group[0].title for group in by_title.values()])
    title_index = {title: i for i, title in enumerate(by_title)}
    titles = torch.tensor([title_index[product.title_key] for product in products])
    relevant = torch.arange(len(by_title))[:, None] == titles
    return _recall("title -> its photo", texts @ photos.T, relevant)


def _recall(name: str, scores: Tensor, relevant: Tensor) -> list[Metric]:
    return [
        Metric(f"{name}, recall@{k}", recall_at(scores, relevant, k), chance_recall(relevant, k))
        for k in (1, 10)
    ]
