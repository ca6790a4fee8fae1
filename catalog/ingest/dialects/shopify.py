"""Shopify's product export, with its current and its former column names.

https://help.shopify.com/en/manual/products/import-export/using-csv
"""

import re
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import ClassVar, Final
from urllib.parse import quote

from catalog.ingest.dialects.attributes import (
    normalise_attribute_name,
    normalise_attributes,
    normalise_tags,
    split_category,
)
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.cells import MAX_KEY, Cells
from catalog.ingest.dialects.photo_cells import usable_photos
from catalog.ingest.dialects.price_cells import regular_price, sale_price
from catalog.ingest.dialects.prices import Price, parse_price
from catalog.ingest.dialects.shopify_rows import (
    ALL_COLUMNS,
    MPN,
    OPTIONS,
    current_columns,
    options_of,
    rows_of_handles,
    variant_rows,
)
from catalog.ingest.feed_row import MORE_PHOTOS, PHOTO, SALE_WINDOW, FeedRow
from catalog.ingest.problems import Problem, RowError
from catalog.ingest.table import RawRow, Table
from catalog.ingest.text import identifier, shorten_identifier
from catalog.models import Availability, Merchant

_GOOGLE_COLUMNS: Final = {
    name: f"google_shopping_/_{name}" for name in ("gender", "age_group", "condition")
}
# For example "Color (product.metafields.shopify.color-pattern)", as a normalised header.
_METAFIELD = re.compile(r"(?P<name>.+?)_\(product\.metafields\..+\)")
_NO = frozenset({"false", "no", "0"})


class Shopify(Dialect):
    name = "shopify"
    label = "Shopify"
    alternate_id_first = True
    has_alternate_ids = True
    required_columns = ("url_handle", "title", "price")
    key_columns = ("url_handle", "sku")
    identifying_columns = frozenset({"url_handle", "sku", *(f"option{n}_value" for n in OPTIONS)})
    field_columns: ClassVar = {
        "title": ["title"],
        "description": ["description"],
        "url": ["url_handle"],
        "price": ["price"],
        **{name: ["price"] for name in ("sale_price", *SALE_WINDOW)},  # it has no dates: it is on
        "availability": ["inventory_quantity"],
        "brand": ["vendor"],
        "gtin": ["barcode"],
        "mpn": [MPN],
        "group_id": ["url_handle"],
        "category": ["product_category", "type"],
        "attributes": [*(f"option{n}_value" for n in OPTIONS), *_GOOGLE_COLUMNS],
        "tags": ["tags"],
        "active": ["status", "published_on_online_store"],
        PHOTO: ["product_image_url"],
        MORE_PHOTOS: ["product_image_url"],
    }
    known_columns = ALL_COLUMNS
    prices = ("price", "compare-at_price", "variant_price", "variant_compare_at_price")

    def recognises(self, columns: frozenset[str]) -> bool:
        """Accept also the part of an export that updates some of its columns."""
        current = set(self.current_columns(tuple(columns)))
        has_variants = any(column.startswith("variant_") for column in columns)
        return "url_handle" in current and (
            has_variants or bool(current & {"option1_value", "product_image_url", "vendor", "sku"})
        )

    def current_columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        return current_columns(columns)

    def product_rows(self, table: Table) -> Iterator[RawRow | Problem]:
        return variant_rows(table)

    def companions(self, table: Table, chosen: Container[int]) -> Iterator[int]:
        return rows_of_handles(table, chosen)

    def stated_attributes(self, columns: frozenset[str]) -> frozenset[str]:
        google = {name for name, column in _GOOGLE_COLUMNS.items() if column in columns}
        fields = (field["name"] for column in columns if (field := _METAFIELD.fullmatch(column)))
        return frozenset(map(normalise_attribute_name, (*google, *fields)))

    def external_id(self, raw: RawRow) -> str:
        return identifier(_sku(raw)) or self.alternate_id(raw)

    def alternate_id(self, raw: RawRow) -> str:
        """Return handle and options, by which Shopify itself recognises a variant.

        Without columns of options, a handle may stand for several SKUs.
        """
        handle = raw.cells.get("url_handle")
        if not handle or (_sku(raw) and not raw.has("option1_value")):
            return ""
        option_values = (value for _, value in options_of(raw))
        return shorten_identifier("/".join([handle, *option_values]), limit=MAX_KEY)

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        key = self.external_id(raw)
        cells = Cells(replace(raw, cells=raw.cells | {"sku": key}))
        price, sale = _prices(cells, merchant.currency)
        return FeedRow(
            row=raw.row,
            external_id=cells.key("sku", required=True),
            alternate_id=self.alternate_id(raw),
            title=_title(cells),
            price=price.amount if price else None,
            currency=price.currency if price else "",
            sale_price=sale.amount if sale else None,
            is_current_price=not cells.has("compare-at_price"),
            availability=_availability(cells),
            group_id=shorten_identifier(cells.get("url_handle"), limit=MAX_KEY),
            description=cells.text("description"),
            url=_url(cells, merchant),
            brand=cells.line("vendor", limit=120),
            gtin=cells.number("barcode", limit=50),
            mpn=cells.number(MPN, limit=100),
            category=_category(cells),
            attributes=normalise_attributes(_attributes(raw)),
            tags=normalise_tags(cells.line("tags", limit=5_000).split(",")),
            photos=usable_photos(cells, raw.photos, column="product_image_url"),
            has_unread_photos=cells.has_unread_photos,
            active=_active(cells),
            unread=frozenset(cells.unread),
            warnings=tuple(cells.warnings),
        )


def _sku(raw: RawRow) -> str:
    """Return the SKU without the apostrophe that keeps leading zeros in spreadsheets."""
    return raw.cells.get("sku", "").removeprefix("'").strip()


def _attributes(raw: RawRow) -> Iterator[tuple[str, str]]:
    yield from options_of(raw)
    for name, column in _GOOGLE_COLUMNS.items():
        yield name, raw.cells.get(column, "")
    for column, value in raw.cells.items():
        if field := _METAFIELD.fullmatch(column):
            yield field["name"], value


def _title(cells: Cells) -> str:
    if cells.has("title") and not cells.get("title"):
        raise RowError(
            "title is empty. The first row of a handle has the title, and its other rows follow "
            "that row. If they are apart, sort the table by handle."
        )
    return cells.line("title", limit=300, required=True)


def _prices(cells: Cells, currency: str) -> tuple[Price | None, Price | None]:
    """Return price and sale price. A higher compare-at price is the price before the sale."""
    if not cells.has("price"):
        return None, None
    current = parse_price(cells.required("price"), column="price", currency=currency)
    text = cells.get("compare-at_price")
    if text:
        regular = parse_price(text, column="compare-at_price", currency=current.currency)
        if regular.amount > current.amount:
            return regular, sale_price(cells, "price", regular, currency=currency)
    return regular_price(cells, "price", currency=currency), None


def _availability(cells: Cells) -> Availability:
    """Return the availability. A product whose inventory is not tracked counts as in stock."""
    quantity = cells.get("inventory_quantity")
    if not quantity or not cells.get("inventory_tracker"):
        return Availability.IN_STOCK
    if quantity.lstrip("0").isdecimal():
        return Availability.IN_STOCK
    policy = cells.get("continue_selling_when_out_of_stock").casefold()
    return Availability.BACKORDER if policy in {"continue", "true"} else Availability.OUT_OF_STOCK


def _url(cells: Cells, merchant: Merchant) -> str:
    handle = quote(cells.get("url_handle"))
    if not handle or not merchant.shop_url:
        return ""
    address = f"{merchant.shop_url.rstrip('/')}/products/{handle}"
    return cells.address(address, column="The link to the product's page, built from its handle,")


def _category(cells: Cells) -> tuple[str, ...]:
    """Return the path in Shopify's taxonomy, if it has names, or else the merchant's own type."""
    path = cells.get("product_category")
    is_name = path and not path.startswith("gid:") and not path.isdecimal()
    return split_category(path if is_name else cells.get("type"))


def _active(cells: Cells) -> bool | None:
    """Return whether the product is published, or None if the export does not state it."""
    status, published = cells.get("status"), cells.get("published_on_online_store")
    if not status and not published:
        return None
    return status.casefold() in {"", "active"} and published.casefold() not in _NO
