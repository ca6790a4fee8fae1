"""The lines of an export: CSV or JSON Lines, written while they are read."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from io import StringIO
from itertools import islice
from typing import Final

from catalog.exporting.cells import ADDRESSES, Cell, ExportedProduct, ProductCells
from catalog.exporting.columns import NOTE, Columns
from catalog.exporting.photos import PhotoAddresses
from catalog.exporting.reading_back import notes
from catalog.ingest.dialects.lists import write_list
from catalog.ingest.guarded_cells import guarded
from catalog.models import Merchant, Photo, Product
from catalog.models.product_queries import ProductQuerySet

_LOADED: Final = 500  # products at a time


class ExportFormat(StrEnum):
    GOOGLE = "google"
    JSON_LINES = "jsonl"

    @property
    def ending(self) -> str:
        return "csv" if self == ExportFormat.GOOGLE else "jsonl"


def export_lines(
    merchant: Merchant, products: ProductQuerySet, *, export_format: ExportFormat, shop: str = ""
) -> Iterator[str]:
    """Yield the lines of the merchant's products among these, which a server-side cursor reads.

    `shop` is the address of this shop, from which uploaded photos can be fetched.
    """
    chosen = Product.objects.filter(merchant=merchant, pk__in=products.order_by().values("pk"))
    columns = Columns.of(chosen)
    cells = ProductCells(columns, PhotoAddresses(shop))
    rows = (cells.of(product, photos) for product, photos in _loaded(chosen))
    if export_format == ExportFormat.JSON_LINES:
        yield from (_json_line(row, merchant) for row in rows)
        return
    header = columns.header
    # The BOM lets Excel detect UTF-8.
    yield "\ufeff" + _csv_line(header)
    for row in rows:
        texts = row.texts | {NOTE: " ".join(notes(row, merchant))}
        yield _csv_line(texts.get(column, "") for column in header)


def _loaded(products: ProductQuerySet) -> Iterator[tuple[Product, list[Photo]]]:
    """Yield each product with its photos, and its category.

    What prefetch_related hangs onto products would stay in memory until it is collected.
    """
    # The generated search document is large.
    loaded = products.defer("search_document").select_related("category").order_by("pk")
    remaining = loaded.iterator(chunk_size=_LOADED)
    while some := list(islice(remaining, _LOADED)):
        photos: dict[int, list[Photo]] = defaultdict(list)
        for photo in Photo.objects.filter(product__in=[product.pk for product in some]):
            photos[photo.product_id].append(photo)
        yield from ((product, photos[product.pk]) for product in some)


def _csv_line(cells: Iterator[str] | tuple[str, ...]) -> str:
    text = StringIO()
    csv.writer(text).writerow(map(guarded, cells))
    return text.getvalue()


def _json_line(row: ExportedProduct, merchant: Merchant) -> str:
    # New products need this column, even if none has a photo.
    members: dict[str, Cell] = {"image_link": ""}
    members |= {column: _member(cell, column) for column, cell in row.cells.items()}
    # It tells the file from others, so it is there on each line.
    members[NOTE] = " ".join(notes(row, merchant))
    return json.dumps(members, ensure_ascii=False) + "\n"


def _member(cell: Cell, column: str) -> Cell:
    """Return a list so that its texts, joined by commas, are what a CSV has in one cell."""
    if isinstance(cell, str) or column == ADDRESSES:
        return cell
    return [write_list([text]) if "," in text or '"' in text else text for text in cell]
