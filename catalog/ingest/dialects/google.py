"""The catalogs of Google Merchant Center and Meta.

https://support.google.com/merchants/answer/7052112
"""

from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from typing import ClassVar, Final

from catalog.ingest.dialects.attributes import (
    normalise_attribute_name,
    normalise_attributes,
    normalise_tags,
    split_category,
)
from catalog.ingest.dialects.availability import parse_availability
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.cells import Cells
from catalog.ingest.dialects.lists import read_list
from catalog.ingest.dialects.photo_cells import split_photos, usable_photos
from catalog.ingest.dialects.price_cells import RowPrices, SaleDates, row_prices
from catalog.ingest.dialects.sale_dates import read_interval
from catalog.ingest.feed_row import MORE_PHOTOS, PHOTO, FeedPhoto, FeedRow
from catalog.ingest.table import RawRow
from catalog.ingest.text import identifier
from catalog.models import Availability, Merchant

ATTRIBUTES = ("color", "size", "material", "pattern", "gender", "age_group", "condition")
LABELS = tuple(f"custom_label_{n}" for n in range(5))
# Columns of this shop, for what Google's cannot say.
ATTRIBUTE_PREFIX: Final = "attribute:"  # as in "attribute:frame material"
_ALT_TEXTS: Final = "image_alt_text"  # a list, in the order of the photos
_ACTIVE: Final = {
    "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False,
}  # fmt: skip
_SALE_DATES = "sale_price_effective_date"


class Google(Dialect):
    name = "google"
    label = "Google Merchant Center or Meta"
    required_columns = ("id", "title", "price", "image_link")
    key_columns = ("id",)
    identifying_columns = frozenset({"id"})
    field_columns: ClassVar = {
        "title": ["title"],
        "description": ["description", "rich_text_description"],
        "url": ["link"],
        "price": ["price"],
        "sale_price": ["sale_price"],
        "sale_starts": [_SALE_DATES],
        "sale_ends": [_SALE_DATES],
        "availability": ["availability"],
        "brand": ["brand"],
        "gtin": ["gtin"],
        "mpn": ["mpn"],
        "group_id": ["item_group_id"],
        "category": ["product_type", "google_product_category"],
        "attributes": ATTRIBUTES,
        "tags": [*LABELS, "tags"],
        "active": ["active"],
        PHOTO: ["image_link"],
        MORE_PHOTOS: ["additional_image_link"],
    }
    known_columns = frozenset(key_columns).union(*field_columns.values(), [_ALT_TEXTS])
    prices = ("price", "sale_price")

    def recognises(self, columns: frozenset[str]) -> bool:
        """Accept every table, so that the error for an unknown one names Google's columns."""
        return True

    def unused_columns(self, columns: tuple[str, ...]) -> list[str]:
        unknown = (column for column in columns if column and column not in self.known_columns)
        return [column for column in unknown if not column.startswith(ATTRIBUTE_PREFIX)]

    def stated_attributes(self, columns: frozenset[str]) -> frozenset[str]:
        own = (column for column in columns if column.startswith(ATTRIBUTE_PREFIX))
        names = frozenset(map(_attribute_name, own)) - {""}
        return columns.intersection(ATTRIBUTES) | names

    def external_id(self, raw: RawRow) -> str:
        return identifier(raw.cells.get("id", ""))

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        cells = Cells(raw)
        prices = _prices(cells, merchant)
        return FeedRow(
            row=raw.row,
            external_id=cells.key("id", required=True),
            title=cells.line("title", limit=300, required=True),
            price=prices.price.amount if prices.price else None,
            currency=prices.currency,
            sale_price=prices.sale_price.amount if prices.sale_price else None,
            sale_starts=prices.window.starts,
            sale_ends=prices.window.ends,
            availability=_availability(cells),
            group_id=cells.key("item_group_id"),
            description=cells.text("description") or cells.text("rich_text_description"),
            url=cells.link("link"),
            brand=cells.line("brand", limit=120),
            gtin=cells.number("gtin", limit=50),
            mpn=cells.number("mpn", limit=100),
            category=_category(cells),
            attributes=normalise_attributes(_attributes(cells)),
            tags=normalise_tags(_tags(cells)),
            photos=_photos(cells),
            has_unread_photos=cells.has_unread_photos,
            active=_active(cells),
            unread=frozenset(cells.unread),
            warnings=tuple(cells.warnings),
        )


def _prices(cells: Cells, merchant: Merchant) -> RowPrices:
    read = partial(read_interval, cells.get(_SALE_DATES), merchant.zone)
    dates = SaleDates(columns=(_SALE_DATES,), read=read)
    return row_prices(cells, "price", currency=merchant.currency, dates=dates)


def _availability(cells: Cells) -> Availability:
    text = cells.get("availability")
    return parse_availability(text) if text else Availability.IN_STOCK


def _attribute_name(column: str) -> str:
    return normalise_attribute_name(column.removeprefix(ATTRIBUTE_PREFIX))


def _attributes(cells: Cells) -> Iterator[tuple[str, str]]:
    for name in ATTRIBUTES:
        yield name, cells.line(name, limit=100)
    for column in cells.raw.cells:
        if column.startswith(ATTRIBUTE_PREFIX):
            yield _attribute_name(column), cells.line(column, limit=100)


def _tags(cells: Cells) -> Iterator[str]:
    for label in LABELS:
        yield cells.line(label, limit=100)
    yield from read_list(cells.get("tags"))


def _active(cells: Cells) -> bool | None:
    text = cells.get("active")
    active = _ACTIVE.get(text.casefold())
    if text and active is None:
        cells.unread.add("active")
        cells.warnings.append(f'active "{text[:40]}" was left out. Write yes or no.')
    return active


def _category(cells: Cells) -> tuple[str, ...] | None:
    path = cells.get("product_type")
    if not path:
        path = cells.get("google_product_category")
        if path.isdecimal():
            cells.warnings.append(
                "google_product_category is a number, which cannot be shown as a category. "
                "Fill in product_type as well, for example Clothing > Shirts."
            )
            return None
    return split_category(path)


def _photos(cells: Cells) -> tuple[FeedPhoto, ...]:
    first = cells.get("image_link")
    # The name of a file may hold a comma.
    firsts = split_photos(first) if "//" in first else [first] if first else []
    sources = firsts + split_photos(cells.get("additional_image_link"))
    alts = read_list(cells.get(_ALT_TEXTS))[: len(sources)]
    photos = (FeedPhoto(source, alt) for source, alt in zip_longest(sources, alts, fillvalue=""))
    return usable_photos(cells, photos, column="image_link")
