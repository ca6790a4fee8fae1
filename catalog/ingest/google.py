"""Google Merchant and Meta catalog tables: their columns and spellings to a FeedRow."""

from decimal import Decimal

from catalog.ingest.cells import Cells, is_web_address
from catalog.ingest.feed import FeedRow
from catalog.ingest.photo_cells import MAX_PHOTOS, is_url, split_photos
from catalog.ingest.prices import Price, parse_price
from catalog.ingest.problems import FeedError, RowError
from catalog.ingest.table import RawRow
from catalog.ingest.text import identifier, plain_text
from catalog.models import Availability

REQUIRED = ("id", "title", "price", "image_link")
ATTRIBUTES = ("color", "size", "material", "pattern", "gender", "age_group", "condition")
LABELS = tuple(f"custom_label_{n}" for n in range(5))
_TEXTS = ("description", "rich_text_description", "link", "brand", "gtin", "mpn", "item_group_id")
_CATEGORIES = ("product_type", "google_product_category")
_MORE = ("additional_image_link", "sale_price", "availability")
KNOWN = frozenset((*REQUIRED, *ATTRIBUTES, *LABELS, *_TEXTS, *_CATEGORIES, *_MORE))
MAX_CATEGORY_DEPTH = 8

# "available for order" is Meta's older word for what Google calls backorder; Meta's "pending"
# cannot be bought for now.
_AVAILABILITY = {choice.value: choice for choice in Availability} | {
    "available_for_order": Availability.BACKORDER,
    "pending": Availability.OUT_OF_STOCK,
}


def check_columns(columns: tuple[str, ...]) -> None:
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        found = ", ".join(column or "(blank)" for column in columns)[:500]
        raise FeedError(
            f"The table lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
            f"Its first row must name the columns; found there: {found}."
        )


def unknown_columns(columns: tuple[str, ...]) -> list[str]:
    return [column for column in columns if column and column not in KNOWN]


def external_id(raw: RawRow) -> str:
    return identifier(raw.cells.get("id", ""))


def to_feed_row(raw: RawRow) -> FeedRow:
    """Raises RowError."""
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
        attributes=_attributes(cells),
        tags=tuple(tag for label in LABELS if (tag := cells.line(label, limit=100).lower())),
        photos=_photos(cells),
        warnings=tuple(cells.warnings),
    )


def _sale_price(cells: Cells, price: Price) -> Decimal | None:
    text = cells.get("sale_price")
    if not text:
        return None
    sale = parse_price(text, column="sale_price", currency=price.currency)
    if sale.currency != price.currency:
        raise RowError(f"sale_price is in {sale.currency} but price is in {price.currency}.")
    if sale.amount > price.amount:
        cells.warnings.append("sale_price is above price and was left out.")
    return sale.amount if sale.amount < price.amount else None


def _availability(cells: Cells) -> Availability:
    text = cells.get("availability")
    if not text:
        return Availability.IN_STOCK
    spelling = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    found = _AVAILABILITY.get(spelling) or _AVAILABILITY.get(spelling.replace("pre_", "pre"))
    if found is None:
        raise RowError(
            f'availability "{text[:40]}" is unknown. Use one of {", ".join(Availability.values)}.'
        )
    return found


def _category(cells: Cells) -> tuple[str, ...]:
    path = cells.get("product_type")
    if not path:
        path = cells.get("google_product_category")
        if path.isdecimal():
            cells.warnings.append(
                "google_product_category is a number, which has no name here. "
                "Give product_type as well, as Clothing > Shirts."
            )
            return ()
    names = tuple(name for part in plain_text(path).split(">") if (name := part.strip()[:120]))
    return names[:MAX_CATEGORY_DEPTH]


def _attributes(cells: Cells) -> dict[str, str]:
    """Lower-cased, so that "Blue" and "blue" are one facet."""
    values = {name: cells.line(name, limit=100).lower() for name in ATTRIBUTES}
    return {name: value for name, value in values.items() if value}


def _photos(cells: Cells) -> tuple[str, ...]:
    first = cells.get("image_link")
    named = ([first] if first else []) + split_photos(cells.get("additional_image_link"))
    photos = tuple(dict.fromkeys(photo for photo in named if _is_usable(cells, photo)))
    if not named:
        cells.warnings.append("image_link is empty: the product is found by its words only.")
    if len(photos) > MAX_PHOTOS:
        cells.warnings.append(f"Only the first {MAX_PHOTOS} photos were taken.")
    return photos[:MAX_PHOTOS]


def _is_usable(cells: Cells, photo: str) -> bool:
    if is_url(photo) and not is_web_address(photo):
        cells.warnings.append(
            f'Photo "{photo[:80]}" was left out: it must be an http or https address, '
            "or the name of a file in the ZIP."
        )
        return False
    return True
