"""Products as programs send them to the REST API: fields by the names of the API's answers.

No file has this dialect. It reads what a program sends as the others read cells, so that a product
is cleaned in one way, whichever way it comes.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from catalog.ingest.dialects.attributes import (
    normalise_attributes,
    normalise_tags,
    split_category,
)
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.cells import Cells
from catalog.ingest.dialects.lists import read_list
from catalog.ingest.dialects.photo_cells import usable_photos
from catalog.ingest.dialects.price_cells import RowPrices, SaleDates, row_prices
from catalog.ingest.dialects.sale_dates import read_window
from catalog.ingest.feed_row import MORE_PHOTOS, PHOTO, FeedPhoto, FeedRow
from catalog.ingest.problems import RowError
from catalog.ingest.table import RawRow
from catalog.ingest.text import identifier
from catalog.models import Availability, Merchant
from catalog.money import CURRENCIES
from catalog.remote.web_address import is_url, mended_address

ATTRIBUTE_PREFIX: Final = "attributes."  # of the cells; their column is "attributes"
_TEXTS: Final = ("title", "description", "url", "availability", "brand", "gtin", "mpn", "group_id")
_OTHERS: Final = ("category", "attributes", "tags", "active")
_PRICES: Final = ("price", "sale_price", "sale_starts", "sale_ends")
_EDGES: Final = ("sale_starts", "sale_ends")


class Api(Dialect):
    name = "api"
    label = "REST API"
    required_columns = ("external_id", "title", "price")
    key_columns = ("external_id",)
    identifying_columns = frozenset({"external_id"})
    field_columns: ClassVar = {
        **{name: [name] for name in (*_TEXTS, *_OTHERS, *_PRICES)},
        PHOTO: ["photos"],
        MORE_PHOTOS: ["photos"],
    }
    known_columns = frozenset(key_columns).union(*field_columns.values(), ["currency"])
    prices = ("price", "sale_price")

    def recognises(self, columns: frozenset[str]) -> bool:
        return False

    def external_id(self, raw: RawRow) -> str:
        return identifier(raw.cells.get("external_id", ""))

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        cells = Cells(raw)
        prices = _prices(cells, merchant)
        return FeedRow(
            row=raw.row,
            external_id=cells.key("external_id", required=True),
            title=cells.line("title", limit=300, required=True),
            price=prices.price.amount if prices.price else None,
            currency=prices.currency,
            sale_price=prices.sale_price.amount if prices.sale_price else None,
            sale_starts=prices.window.starts,
            sale_ends=prices.window.ends,
            availability=Availability(cells.get("availability") or Availability.IN_STOCK),
            group_id=cells.key("group_id"),
            description=cells.text("description"),
            url=cells.link("url"),
            brand=cells.line("brand", limit=120),
            gtin=cells.number("gtin", limit=50),
            mpn=cells.number("mpn", limit=100),
            category=split_category(cells.get("category")),
            attributes=normalise_attributes(_attributes(cells)),
            tags=normalise_tags(read_list(cells.get("tags"))),
            photos=_photos(cells),
            has_unread_photos=cells.has_unread_photos,
            active=cells.get("active") == "true" if cells.get("active") else None,
            unread=frozenset(cells.unread),
            warnings=tuple(cells.warnings),
        )


def _prices(cells: Cells, merchant: Merchant) -> RowPrices:
    if cells.has("currency") and not (cells.has("price") or cells.has("sale_price")):
        raise RowError("currency is given without price, which it belongs to. Give both.")
    starts, ends = (cells.get(edge) for edge in _EDGES)
    read = partial(read_window, starts, ends, merchant.zone)
    dates = SaleDates(columns=_EDGES, read=read)
    currency = cells.get("currency") or merchant.currency
    if currency not in CURRENCIES:
        raise RowError(f'currency "{currency[:40]}" is not one of ISO 4217, as EUR is.')
    return row_prices(cells, "price", currency=currency, dates=dates)


def _attributes(cells: Cells) -> Iterator[tuple[str, str]]:
    for column in cells.raw.cells:
        if column.startswith(ATTRIBUTE_PREFIX):
            yield column.removeprefix(ATTRIBUTE_PREFIX), cells.line(column, limit=100)


def _photos(cells: Cells) -> tuple[FeedPhoto, ...]:
    photos = [replace(photo, source=mended_address(photo.source)) for photo in cells.raw.photos]
    addresses = [photo for photo in photos if is_url(photo.source)]
    others = [photo for photo in photos if not is_url(photo.source)]
    cells.warnings += [
        f'photos: "{photo.source[:80]}" was left out: it is not a web address. Send the file to '
        "the product's photos instead."
        for photo in others
    ]
    usable = usable_photos(cells, addresses, column="photos")
    cells.has_unread_photos = cells.has_unread_photos or bool(others)
    return usable
