"""The dataset of a shop's own catalog."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.data.picture_store import (
    PictureStore,
    cache_path,
    report_unreadable,
    store_pictures,
)
from lab.training.datasets.catalog_metrics import MIN_PRODUCTS, HeldOutCatalog
from lab.training.datasets.catalog_products import (
    CatalogPhoto,
    CatalogProduct,
    group_by_product,
    group_by_title,
    training_products,
)
from lab.training.datasets.catalog_source import MIN_TITLES, CatalogSource
from lab.training.datasets.dataset import CardNotes, SplitDataset
from lab.training.errors import TrainingError

MAX_HELD_OUT: Final = 1000
"""Limit of the products to validate on: as many as rendered ones, to keep each validation short."""


class CatalogError(TrainingError):
    def __init__(self, titles: int) -> None:
        super().__init__(
            f"The catalog has {titles} different titles of products with readable photos to train "
            f"on; it takes {MIN_TITLES} or more. Import more products, or leave out --catalog."
        )


def catalog_dataset(config: TrainingConfig, console: Console) -> SplitDataset | None:
    if config.catalog is None:
        return None
    store = _store(config.scratch, config.catalog, console)
    photos = {row: photo for row, photo in enumerate(config.catalog) if row not in store.unreadable}
    products = group_by_product(photos)
    source = _source(config, training_products(products, photos), store)
    held_out = _held_out(products, console)
    return SplitDataset(
        source=source,
        held_out=HeldOutCatalog(products=held_out, pixels=store.pixels),
        notes=_notes(source, held_out),
    )


def _store(scratch: Path, photos: Sequence[CatalogPhoto], console: Console) -> PictureStore:
    if not photos:
        raise CatalogError(titles=0)
    console.print(f"Reading {len(photos)} photos of the catalog, unless they are in {scratch} ...")
    path = cache_path(scratch, "catalog", [photo.content for photo in photos])
    store = store_pictures(path, [photo.read for photo in photos])
    report_unreadable(store, console)
    return store


def _source(
    config: TrainingConfig, products: Sequence[CatalogProduct], store: PictureStore
) -> CatalogSource:
    by_title = group_by_title(products)
    if len(by_title) < MIN_TITLES:
        raise CatalogError(titles=len(by_title))
    return CatalogSource(
        products=by_title, pixels=store.pixels,
        products_per_batch=config.products_per_batch, seed=config.seed,
    )  # fmt: skip


def _held_out(products: Sequence[CatalogProduct], console: Console) -> list[CatalogProduct]:
    held_out = [product for product in products if product.held_out]
    if len(held_out) < MIN_PRODUCTS:
        console.print("The catalog is too small to hold products out: no figures on it.")
    return Random(0).sample(held_out, min(MAX_HELD_OUT, len(held_out)))


def _notes(source: CatalogSource, held_out: Sequence[CatalogProduct]) -> CardNotes:
    products = [product for group in source.products.values() for product in group]
    photos = sum(len(product.rows) for product in products)
    return CardNotes(
        data=f"{photos:,} photos of {len(products):,} products of a shop's own catalog, with "
        "titles and descriptions. Held out: every tenth product, by a fixed hash of its id.",
        per_batch=f"{min(source.products_per_batch, len(source.products))} products of the catalog",
        metrics=f"The catalog's products: {len(held_out):,}.",
        limits="From the catalog it learned to distinguish products by their titles, as the "
        "merchants wrote them.",
    )
