"""What an import of the exported cells would read differently, by reading them as it does."""

from collections.abc import Iterator
from typing import Final

from catalog.exporting.category_paths import paths_of
from catalog.exporting.cells import ExportedProduct
from catalog.ingest.dialects.google import Google
from catalog.ingest.feed_row import FeedRow
from catalog.ingest.problems import RowError
from catalog.ingest.table import row_of_columns
from catalog.ingest.text import one_line
from catalog.models import Merchant, Product

_DIALECT: Final = Google()
# Fields of FeedRow and Product of the same name, as merchants know them.
_LABELS: Final = {
    "external_id": "id",
    "title": "title",
    "description": "description",
    "url": "link",
    "price": "price",
    "currency": "currency",
    "sale_price": "sale price",
    "sale_starts": "start of the sale",
    "sale_ends": "end of the sale",
    "availability": "availability",
    "active": "active",
    "brand": "brand",
    "gtin": "GTIN",
    "mpn": "MPN",
    "group_id": "group id",
    "attributes": "attributes",
}


def notes(exported: ExportedProduct, merchant: Merchant) -> Iterator[str]:
    """Yield what the cells, or an import of them, do not say about the product."""
    if count := exported.photos_left_out:
        photos = "1 photo has" if count == 1 else f"{count} photos have"
        yield f"{photos} no address to be fetched from, and cannot be in this file."
    try:
        row = _DIALECT.to_feed_row(row_of_columns(0, exported.texts.items()), merchant)
    except RowError as error:
        yield f"An import refuses this row. {error}"
        return
    if different := [*_different_fields(row, exported.product), *_different_lists(row, exported)]:
        yield f"An import reads these in another way: {', '.join(different)}."


def _different_fields(row: FeedRow, product: Product) -> Iterator[str]:
    for name, label in _LABELS.items():
        if getattr(row, name) != getattr(product, name):
            yield label


def _different_lists(row: FeedRow, exported: ExportedProduct) -> Iterator[str]:
    product = exported.product
    if list(row.tags) != product.tags:
        yield "tags"
    if paths_of(row.category or ()) != (product.category.path if product.category else ""):
        yield "category"
    read = [(photo.source, one_line(photo.alt)) for photo in row.photos]
    if read != [(photo.address, photo.alt) for photo in exported.photos]:
        yield "photos"
