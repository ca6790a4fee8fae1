"""WooCommerce's product export.

https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import ClassVar, Final

from catalog.ingest.dialects.attributes import (
    normalise_attributes,
    normalise_tags,
    split_category,
)
from catalog.ingest.dialects.availability import parse_availability
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.cells import Cells
from catalog.ingest.dialects.photo_cells import split_photos, usable_photos
from catalog.ingest.dialects.price_cells import RowPrices, SaleDates, row_prices
from catalog.ingest.dialects.sale_dates import read_window
from catalog.ingest.dialects.woocommerce_columns import (
    ALL_COLUMNS,
    GTIN,
    current_columns,
    spellings,
)
from catalog.ingest.dialects.woocommerce_rows import (
    ATTRIBUTES,
    COMMA,
    alternate_id,
    external_id,
    has_own_id,
    is_hidden,
    numbered_attributes,
    purchasable_rows,
    rows_of_parents,
    unread_fields,
)
from catalog.ingest.feed_row import MORE_PHOTOS, PHOTO, FeedPhoto, FeedRow
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table
from catalog.models import Availability, Merchant

_STARTS: Final = "date_sale_price_starts"
_ENDS: Final = "date_sale_price_ends"
_MIDNIGHT: Final = re.compile(r" 0?0:00(?::00)?$")
_MAX_CATEGORIES: Final = 100  # of a product; further ones are ignored
_NO_OWN_ID: Final = (
    "It has neither SKU nor ID, so it is known by its name, or by its parent and attributes. If "
    "they change, it becomes another product. Give it a SKU."
)


class WooCommerce(Dialect):
    name = "woocommerce"
    label = "WooCommerce"
    has_alternate_ids = True
    required_columns = ("type", "sku", "name", "regular_price")
    key_columns = ("sku", "id")
    identifying_columns = frozenset({"sku", "id", "type", "parent"})
    field_columns: ClassVar = {
        "title": ["name"],
        "description": ["description", "short_description"],
        "url": ["external_url"],
        "price": ["regular_price"],
        "sale_price": ["sale_price"],
        "sale_starts": [_STARTS],
        "sale_ends": [_ENDS],
        "availability": ["in_stock?"],
        "brand": ["brands", ATTRIBUTES],
        "gtin": [GTIN],
        "group_id": ["parent"],
        "category": ["categories"],
        "attributes": [ATTRIBUTES],
        "tags": ["tags"],
        "active": ["published"],
        PHOTO: ["images"],
        MORE_PHOTOS: ["images"],
    }
    known_columns = ALL_COLUMNS
    prices = (*spellings("regular_price"), *spellings("sale_price"))

    def recognises(self, columns: frozenset[str]) -> bool:
        """Accept also the part of an export that updates prices, but no feed with own prices."""
        current = frozenset(current_columns(columns))
        if current.issuperset(self.required_columns):
            return True
        has_keys = not current.isdisjoint(self.key_columns)
        return "regular_price" in current and has_keys and "price" not in current

    def current_columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        return current_columns(columns)

    def product_rows(self, table: Table) -> Iterator[RawRow | Problem]:
        return purchasable_rows(table)

    def companions(self, table: Table, chosen: Container[int]) -> Iterator[int]:
        return rows_of_parents(table, chosen)

    def external_id(self, raw: RawRow) -> str:
        return external_id(raw)

    def alternate_id(self, raw: RawRow) -> str:
        return alternate_id(raw)

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        cells = Cells(replace(raw, cells=raw.cells | {"sku": self.external_id(raw)}))
        if not has_own_id(raw):
            cells.warnings.append(_NO_OWN_ID)
        prices = _prices(cells, merchant)
        attributes = normalise_attributes(numbered_attributes(raw.cells))
        brand = attributes.pop("brand", "")
        return FeedRow(
            row=raw.row,
            external_id=cells.key("sku", required=True),
            alternate_id=self.alternate_id(raw),
            title=cells.line("name", limit=300, required=True),
            price=prices.price.amount if prices.price else None,
            currency=prices.currency,
            sale_price=prices.sale_price.amount if prices.sale_price else None,
            sale_starts=prices.window.starts,
            sale_ends=prices.window.ends,
            availability=_availability(cells),
            group_id=cells.key("parent").removeprefix("id:") or cells.key("sku"),
            description=cells.text("description") or cells.text("short_description"),
            url=cells.link("external_url"),
            brand=cells.line("brands", limit=120) or brand or ("" if cells.has("brands") else None),
            gtin=cells.number(GTIN, limit=50),
            mpn="",
            category=_category(cells),
            attributes=attributes,
            tags=normalise_tags(_split_list(cells.get("tags"))),
            photos=_photos(cells),
            has_unread_photos=cells.has_unread_photos,
            active=_active(cells),
            unread=unread_fields(cells.unread),
            warnings=tuple(cells.warnings),
        )


def _prices(cells: Cells, merchant: Merchant) -> RowPrices:
    # Exports write a day as its midnight.
    starts, ends = (_MIDNIGHT.sub("", cells.get(column)) for column in (_STARTS, _ENDS))
    read = partial(read_window, starts, ends, merchant.zone)
    dates = SaleDates(columns=(_STARTS, _ENDS), read=read)
    return row_prices(cells, "regular_price", currency=merchant.currency, dates=dates)


def _availability(cells: Cells) -> Availability:
    stock = cells.get("in_stock?")
    availability = parse_availability(stock) if stock else Availability.IN_STOCK
    if availability != Availability.OUT_OF_STOCK:
        return availability
    no_backorders = cells.get("backorders_allowed?").casefold() in {"", "0", "no", "false"}
    return Availability.OUT_OF_STOCK if no_backorders else Availability.BACKORDER


def _category(cells: Cells) -> tuple[str, ...]:
    """Return the deepest of the product's categories."""
    paths = islice(_split_list(cells.get("categories")), _MAX_CATEGORIES)
    return max(map(split_category, paths), key=len, default=())


def _split_list(cell: str) -> Iterable[str]:
    return (part.replace("\\,", ",").strip() for part in COMMA.split(cell))


def _photos(cells: Cells) -> tuple[FeedPhoto, ...]:
    photos = map(FeedPhoto, split_photos(cells.get("images")))
    return usable_photos(cells, photos, column="images")


def _active(cells: Cells) -> bool | None:
    """Return whether the product is published, or None if the export does not state it."""
    return not is_hidden(cells.raw.cells) if cells.get("published") else None
