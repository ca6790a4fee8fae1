"""Shopify's product export, with its column names of now and of before."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from catalog.ingest.attributes import attributes_of, tags_of
from catalog.ingest.category_names import category_names
from catalog.ingest.cells import MAX_KEY, Cells
from catalog.ingest.dialect import Dialect
from catalog.ingest.feed import FeedRow
from catalog.ingest.photo_cells import usable_photos
from catalog.ingest.prices import Price, parse_price
from catalog.ingest.problems import Problem
from catalog.ingest.shopify_rows import MPN, OPTIONS, present_names, variants
from catalog.ingest.table import RawRow, Table
from catalog.ingest.text import identifier, shortened
from catalog.models import Availability, FeedDialect, Merchant

_GOOGLE: Final = ("gender", "age_group", "condition")
# Such as "Color" with the metafield that it stands for in brackets.
_METAFIELD = re.compile(r"(?P<name>.+?)_\(product\.metafields\..+\)")
_NO = frozenset({"false", "no", "0"})


class Shopify(Dialect):
    name = FeedDialect.SHOPIFY
    required = ("url_handle", "title", "price")

    def recognises(self, columns: frozenset[str]) -> bool:
        named = set(self.columns(tuple(columns)))
        return named.issuperset(self.required) and bool(
            named & {"option1_value", "product_image_url", "vendor"}
        )

    def columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        return present_names(columns)

    def products(self, table: Table) -> Iterator[RawRow | Problem]:
        return variants(table)

    def external_id(self, raw: RawRow) -> str:
        handle = raw.cells.get("url_handle")
        made = "/".join([handle, *_values(raw)]) if handle else ""
        return identifier(_sku(raw)) or shortened(made, limit=MAX_KEY)

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        key = self.external_id(raw)
        cells = Cells(replace(raw, cells=raw.cells | {"sku": key}))
        price, sale = _prices(cells, merchant.currency)
        return FeedRow(
            row=raw.row,
            external_id=cells.key("sku", required=True),
            title=cells.line("title", limit=300, required=True),
            price=price.amount,
            currency=price.currency,
            sale_price=sale,
            availability=_availability(cells),
            group_id=shortened(cells.get("url_handle"), limit=MAX_KEY),
            description=cells.text("description"),
            url=_url(cells, merchant),
            brand=cells.line("vendor", limit=120),
            gtin=cells.line("barcode", limit=50).removeprefix("'"),
            mpn=cells.line(MPN, limit=100),
            category=_category(cells),
            attributes=attributes_of(_attributes(raw)),
            tags=tags_of(cells.line("tags", limit=5_000).split(",")),
            photos=usable_photos(cells, raw.photos, column="product_image_url"),
            active=_active(cells),
            warnings=tuple(cells.warnings),
        )


def _sku(raw: RawRow) -> str:
    """Without the apostrophe that keeps spreadsheets from dropping its zeros."""
    return raw.cells.get("sku", "").removeprefix("'").strip()


def _values(raw: RawRow) -> list[str]:
    return [value for _, value in _options(raw)]


def _options(raw: RawRow) -> list[tuple[str, str]]:
    """Names and values. A product without any has "Title: Default Title"."""
    named = ((raw.cells.get(f"option{n}_name", ""), raw.cells.get(f"option{n}_value", ""))
             for n in OPTIONS)  # fmt: skip
    return [(name, value) for name, value in named if value and value != "Default Title"]


def _attributes(raw: RawRow) -> Iterator[tuple[str, str]]:
    yield from _options(raw)
    for name in _GOOGLE:
        yield name, raw.cells.get(f"google_shopping_/_{name}", "")
    for column, value in raw.cells.items():
        if field := _METAFIELD.fullmatch(column):
            yield field["name"], value


def _prices(cells: Cells, currency: str) -> tuple[Price, Decimal | None]:
    """The price, and what is paid instead. What is compared at was the price before."""
    now = parse_price(cells.required("price"), column="price", currency=currency)
    text = cells.get("compare-at_price")
    if not text:
        return now, None
    before = parse_price(text, column="compare-at_price", currency=now.currency)
    return (before, now.amount) if before.amount > now.amount else (now, None)


def _availability(cells: Cells) -> Availability:
    """Of what nobody counts there is always some."""
    quantity = cells.get("inventory_quantity")
    if not quantity or not cells.get("inventory_tracker"):
        return Availability.IN_STOCK
    if quantity.lstrip("0").isdecimal():
        return Availability.IN_STOCK
    goes_on = cells.get("continue_selling_when_out_of_stock").casefold()
    return Availability.BACKORDER if goes_on in {"continue", "true"} else Availability.OUT_OF_STOCK


def _url(cells: Cells, merchant: Merchant) -> str:
    handle = quote(cells.get("url_handle"))
    if not handle or not merchant.shop_url:
        return ""
    address = f"{merchant.shop_url.rstrip('/')}/products/{handle}"
    return cells.address(address, column="the product's page, made of its handle,")


def _category(cells: Cells) -> tuple[str, ...]:
    """Shopify's own, unless it is only a number; else the shop's type."""
    path = cells.get("product_category")
    is_name = path and not path.startswith("gid:") and not path.isdecimal()
    return category_names(path if is_name else cells.get("type"))


def _active(cells: Cells) -> bool | None:
    """None where the export says nothing of it."""
    status, published = cells.get("status"), cells.get("published_on_online_store")
    if not status and not published:
        return None
    return status.casefold() in {"", "active"} and published.casefold() not in _NO
