"""WooCommerce's product export.

https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

from django.utils import timezone

from catalog.ingest.dialects.attributes import (
    normalise_attributes,
    normalise_tags,
    split_category,
)
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.cells import Cells
from catalog.ingest.dialects.photo_cells import split_photos, usable_photos
from catalog.ingest.dialects.prices import Price, parse_price
from catalog.ingest.dialects.woocommerce_rows import (
    COMMA,
    is_hidden,
    numbered_attributes,
    purchasable_rows,
)
from catalog.ingest.feed_row import FeedPhoto, FeedRow
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table
from catalog.ingest.text import identifier
from catalog.models import Availability, Merchant

_GTIN: Final = "gtin,_upc,_ean,_or_isbn"
_MAX_CATEGORIES: Final = 100  # of a product; further ones are ignored
# The export writes prices with the decimal separator of the shop, and no thousands separator.
_DECIMAL_COMMA: Final = re.compile(r"[0-9]+,[0-9]{1,2}")


class WooCommerce(Dialect):
    name = "woocommerce"
    label = "WooCommerce"
    required_columns = ("type", "sku", "name", "regular_price")

    def recognises(self, columns: frozenset[str]) -> bool:
        return columns.issuperset(self.required_columns)

    def product_rows(self, table: Table) -> Iterator[RawRow | Problem]:
        return purchasable_rows(table)

    def external_id(self, raw: RawRow) -> str:
        return identifier(raw.cells.get("sku") or raw.cells.get("id", ""))

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        cells = Cells(replace(raw, cells=raw.cells | {"sku": self.external_id(raw)}))
        price = _price(cells, "regular_price", merchant.currency)
        attributes = normalise_attributes(numbered_attributes(raw.cells))
        brand = attributes.pop("brand", "")
        return FeedRow(
            row=raw.row,
            external_id=cells.key("sku", required=True),
            title=cells.line("name", limit=300, required=True),
            price=price.amount,
            currency=price.currency,
            sale_price=_sale_price(cells, price),
            availability=_availability(cells),
            group_id=cells.key("parent").removeprefix("id:") or cells.key("sku"),
            description=cells.text("description") or cells.text("short_description"),
            url=cells.link("external_url"),
            brand=cells.line("brands", limit=120) or brand,
            gtin=cells.line(_GTIN, limit=50),
            mpn="",
            category=_category(cells),
            attributes=attributes,
            tags=normalise_tags(_split_list(cells.get("tags"))),
            photos=_photos(cells),
            active=_active(cells),
            warnings=tuple(cells.warnings),
        )


def _price(cells: Cells, column: str, currency: str) -> Price:
    text = cells.required(column)
    plain = text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text
    return parse_price(plain, column=column, currency=currency)


def _sale_price(cells: Cells, price: Price) -> Decimal | None:
    if not cells.get("sale_price") or not _is_on_sale(cells):
        return None
    sale = _price(cells, "sale_price", price.currency)
    return sale.amount if sale.amount < price.amount else None


def _is_on_sale(cells: Cells) -> bool:
    """Whether the sale is on at present. Its last day is included."""
    starts, ends = (_date(cells.get(f"date_sale_price_{edge}")) for edge in ("starts", "ends"))
    begun = starts is None or starts <= timezone.now()
    return begun and (ends is None or timezone.now() < ends + timedelta(days=1))


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else timezone.make_aware(date)


def _availability(cells: Cells) -> Availability:
    stock = cells.get("in_stock?").casefold()
    if stock == "backorder":
        return Availability.BACKORDER
    if stock not in {"0", "no", "false"}:
        return Availability.IN_STOCK
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
