"""The catalogs of Google Merchant Center and Meta.

https://support.google.com/merchants/answer/7052112
"""

from decimal import Decimal

from catalog.ingest.dialects.attributes import (
    normalise_attributes,
    normalise_tags,
    split_category,
)
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.cells import Cells
from catalog.ingest.dialects.photo_cells import split_photos, usable_photos
from catalog.ingest.dialects.prices import Price, parse_price
from catalog.ingest.feed_row import FeedPhoto, FeedRow
from catalog.ingest.problems import RowError
from catalog.ingest.table import RawRow
from catalog.ingest.text import identifier
from catalog.models import Availability, Merchant

ATTRIBUTES = ("color", "size", "material", "pattern", "gender", "age_group", "condition")
LABELS = tuple(f"custom_label_{n}" for n in range(5))
_TEXTS = ("description", "rich_text_description", "link", "brand", "gtin", "mpn", "item_group_id")
_CATEGORIES = ("product_type", "google_product_category")
_OTHERS = ("additional_image_link", "sale_price", "availability")

# Meta's "available for order" is Google's backorder; its "pending" means not for sale at present.
_AVAILABILITY = {choice.value: choice for choice in Availability} | {
    "available_for_order": Availability.BACKORDER,
    "pending": Availability.OUT_OF_STOCK,
}


class Google(Dialect):
    name = "google"
    label = "Google Merchant Center or Meta"
    required_columns = ("id", "title", "price", "image_link")
    known_columns = frozenset(
        (*required_columns, *ATTRIBUTES, *LABELS, *_TEXTS, *_CATEGORIES, *_OTHERS)
    )

    def recognises(self, columns: frozenset[str]) -> bool:
        """Accept every table, so that the error for an unknown one names Google's columns."""
        return True

    def unused_columns(self, columns: tuple[str, ...]) -> list[str]:
        return [column for column in columns if column and column not in self.known_columns]

    def external_id(self, raw: RawRow) -> str:
        return identifier(raw.cells.get("id", ""))

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        cells = Cells(raw)
        price = parse_price(cells.required("price"), column="price")
        return FeedRow(
            row=raw.row,
            external_id=cells.key("id", required=True),
            title=cells.line("title", limit=300, required=True),
            price=price.amount,
            currency=price.currency,
            sale_price=_sale_price(cells, price),
            availability=_availability(cells),
            group_id=cells.key("item_group_id"),
            description=cells.text("description") or cells.text("rich_text_description"),
            url=cells.link("link"),
            brand=cells.line("brand", limit=120),
            gtin=cells.line("gtin", limit=50),
            mpn=cells.line("mpn", limit=100),
            category=_category(cells),
            attributes=normalise_attributes(
                (name, cells.line(name, limit=100)) for name in ATTRIBUTES
            ),
            tags=normalise_tags(cells.line(label, limit=100) for label in LABELS),
            photos=_photos(cells),
            active=None,
            warnings=tuple(cells.warnings),
        )


def _sale_price(cells: Cells, price: Price) -> Decimal | None:
    text = cells.get("sale_price")
    if not text:
        return None
    sale = parse_price(text, column="sale_price", currency=price.currency)
    if sale.currency != price.currency:
        raise RowError(
            f"sale_price is in {sale.currency} but price is in {price.currency}. Use one."
        )
    if sale.amount > price.amount:
        cells.warnings.append("sale_price is above price and was left out.")
    return sale.amount if sale.amount < price.amount else None


def _availability(cells: Cells) -> Availability:
    text = cells.get("availability")
    if not text:
        return Availability.IN_STOCK
    spelling = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    choice = _AVAILABILITY.get(spelling) or _AVAILABILITY.get(spelling.replace("pre_", "pre"))
    if choice is None:
        raise RowError(
            f'availability "{text[:40]}" is unknown. Use one of {", ".join(Availability.values)}.'
        )
    return choice


def _category(cells: Cells) -> tuple[str, ...]:
    path = cells.get("product_type")
    if not path:
        path = cells.get("google_product_category")
        if path.isdecimal():
            cells.warnings.append(
                "google_product_category is a number, which cannot be shown as a category. "
                "Fill in product_type as well, for example Clothing > Shirts."
            )
            return ()
    return split_category(path)


def _photos(cells: Cells) -> tuple[FeedPhoto, ...]:
    first = cells.get("image_link")
    sources = ([first] if first else []) + split_photos(cells.get("additional_image_link"))
    return usable_photos(cells, map(FeedPhoto, sources), column="image_link")
