"""The shop's own catalog in a plan."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from rich.console import Console

from lab.training.config import TrainingPlan
from lab.training.data.picture_store import Album, file_for, say_unreadable, stored_album
from lab.training.datasets.catalog_metrics import FEWEST, HeldOutCatalog
from lab.training.datasets.catalog_products import (
    CatalogPhoto,
    CatalogProduct,
    by_title,
    products_of,
    to_train_on,
)
from lab.training.datasets.catalog_source import FEWEST_TITLES, CatalogSource
from lab.training.datasets.dataset import Account, Part
from lab.training.errors import TrainingError

TESTED: Final = 1000
"""As many as of the rendered ones: a test at every checkpoint must not take long."""


class CatalogError(TrainingError):
    def __init__(self, titles: int) -> None:
        super().__init__(
            f"The catalog has {titles} different titles of products with readable photos to train "
            f"on; it takes {FEWEST_TITLES} or more. Import more products, or leave out --catalog."
        )


def catalog_part(plan: TrainingPlan, console: Console) -> Part | None:
    if plan.catalog is None:
        return None
    album = _album(plan.scratch, plan.catalog, console)
    shown = {row: one for row, one in enumerate(plan.catalog) if row not in album.unreadable}
    products = products_of(shown)
    source = _source(plan, to_train_on(products, shown), album)
    tested = _tested(products, console)
    held_out = HeldOutCatalog(products=tested, pixels=album.pixels)
    return Part(source=source, held_out=held_out, account=_account(source, tested))


def _album(scratch: Path, photos: Sequence[CatalogPhoto], console: Console) -> Album:
    if not photos:
        raise CatalogError(titles=0)
    console.print(f"Reading {len(photos)} photos of the catalog, unless {scratch} has them ...")
    path = file_for(scratch, "catalog", [photo.content for photo in photos])
    album = stored_album(path, [photo.read for photo in photos])
    say_unreadable(album, console)
    return album


def _source(plan: TrainingPlan, trained: Sequence[CatalogProduct], album: Album) -> CatalogSource:
    products = by_title(trained)
    if len(products) < FEWEST_TITLES:
        raise CatalogError(titles=len(products))
    return CatalogSource(
        products=products, pixels=album.pixels,
        products_per_batch=plan.products_per_batch, seed=plan.seed,
    )  # fmt: skip


def _tested(products: Sequence[CatalogProduct], console: Console) -> list[CatalogProduct]:
    found = [product for product in products if product.held_out]
    if len(found) < FEWEST:
        console.print("The catalog is too small to hold products out: no figures on it.")
    return Random(0).sample(found, min(TESTED, len(found)))


def _account(source: CatalogSource, tested: Sequence[CatalogProduct]) -> Account:
    trained = [product for named in source.products.values() for product in named]
    photos = sum(len(product.rows) for product in trained)
    return Account(
        data=f"{photos:,} photos of {len(trained):,} products of a shop's own catalog, with titles "
        "and descriptions. Held out: every tenth product, by a fixed hash of its id.",
        per_batch=f"{min(source.products_per_batch, len(source.products))} products of the catalog",
        figures=f"The catalog's products: {len(tested):,}.",
        limits="Of the catalog it learned to tell products apart by their titles, as the merchants "
        "wrote them.",
    )
