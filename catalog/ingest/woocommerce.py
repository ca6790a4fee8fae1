"""WooCommerce's product export. A variation is a row of its own and names its parent, whose row has
what all its variations share and is not a product that anybody can buy.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils import timezone

from catalog.ingest.attributes import attribute_name, attributes_of
from catalog.ingest.category_names import category_names
from catalog.ingest.cells import Cells
from catalog.ingest.dialect import Dialect
from catalog.ingest.feed import FeedPhoto, FeedRow
from catalog.ingest.parents import Parents, parents
from catalog.ingest.photo_cells import split_photos, usable_photos
from catalog.ingest.prices import Price, parse_price
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table
from catalog.ingest.text import identifier, one_line
from catalog.models import Availability, FeedDialect, Merchant, Severity

_GTIN: Final = "gtin,_upc,_ean,_or_isbn"
# Photos of the parent's show all its variations: only one without a photo of its own takes them.
_SHARED: Final = ("name", "description", "short_description", "categories", "tags", "brands",
                  "external_url", "images")  # fmt: skip
_ATTRIBUTE: Final = re.compile(r"attribute_(?P<n>[0-9]{1,4})_name")
_BRAND: Final = "brand"
# Commas inside a name are written as "\,".
_COMMA: Final = re.compile(r"(?<!\\),")
_FORMULAS: Final = ("'=", "'+", "'-", "'@")
# Prices are written as the shop shows them, without a separator of thousands.
_DECIMAL_COMMA: Final = re.compile(r"[0-9]+,[0-9]{1,2}")


class WooCommerce(Dialect):
    name = FeedDialect.WOOCOMMERCE
    required = ("type", "sku", "name", "regular_price")

    def recognises(self, columns: frozenset[str]) -> bool:
        return columns.issuperset(self.required)

    def products(self, table: Table) -> Iterator[RawRow | Problem]:
        with parents() as known:
            for row in table.rows():
                if isinstance(row, RawRow) and _is(row, "variable"):
                    known.keep(_names_of(row), _written_back(row).cells)
            for row in table.rows():
                yield from [row] if isinstance(row, Problem) else _product(row, known)

    def external_id(self, raw: RawRow) -> str:
        return identifier(raw.cells.get("sku") or raw.cells.get("id", ""))

    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        cells = Cells(replace(raw, cells=raw.cells | {"sku": self.external_id(raw)}))
        price = _price(cells, "regular_price", merchant.currency)
        attributes = attributes_of(_attributes(raw.cells))
        brand = cells.line("brands", limit=120) or attributes.pop(_BRAND, "")
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
            brand=brand,
            gtin=cells.line(_GTIN, limit=50),
            mpn="",
            category=_category(cells),
            attributes=attributes,
            tags=_tags(cells),
            photos=_photos(cells),
            active=_active(cells),
            warnings=tuple(cells.warnings),
        )


def _product(row: RawRow, known: Parents) -> Iterator[RawRow | Problem]:
    row = _written_back(row)
    if _is(row, "grouped"):
        yield _problem(row, "A grouped product has no price of its own and was left out.")
    elif _is(row, "variation"):
        yield _variation(row, known)
    elif not _is(row, "variable"):
        yield row


def _variation(row: RawRow, known: Parents) -> RawRow | Problem:
    name = row.cells.get("parent", "")
    parent = known.find(name)
    if parent is not None:
        return replace(row, cells=_inherited(row.cells, parent))
    if row.cells.get("name"):
        return row
    said = f'Its parent "{name[:60]}" is not in the file. Export variable products as well.'
    return _problem(row, said, Severity.ERROR)


def _inherited(own: Mapping[str, str], parent: Mapping[str, str]) -> dict[str, str]:
    cells = {key: parent[key] for key in _SHARED if key in parent} | dict(own)
    if _is_hidden(parent):
        cells["published"] = "0"
    # What the parent lists several values of is what its variations differ in.
    listed = [(name, value) for name, value in _attributes(parent) if not _COMMA.search(value)]
    for n, (name, value) in enumerate([*_attributes(own), *listed], start=1):
        cells |= {f"attribute_{n}_name": name, f"attribute_{n}_value(s)": value}
    return cells


def _problem(row: RawRow, message: str, severity: Severity = Severity.WARNING) -> Problem:
    key = row.cells.get("sku") or row.cells.get("id", "")
    return Problem(row=row.row, external_id=identifier(key), message=message, severity=severity)


def _is(row: RawRow, kind: str) -> bool:
    """Of "variation, virtual" both are true."""
    return kind in {word.strip() for word in row.cells.get("type", "").casefold().split(",")}


def _names_of(row: RawRow) -> list[str]:
    """What a variation may name it by."""
    return [row.cells.get("sku", ""), f"id:{row.cells.get('id', '')}"]


def _written_back(row: RawRow) -> RawRow:
    """Without what the export adds: an apostrophe before what a spreadsheet would run, and \\n for
    the end of a line.
    """
    cells = {
        key: value[1:] if value.startswith(_FORMULAS) else value for key, value in row.cells.items()
    }
    for key in ("description", "short_description"):
        if key in cells:
            cells[key] = re.sub(r"(?<!\\)\\n", "\n", cells[key])
    return replace(row, cells=cells)


def _attributes(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names and values in the order of their numbers."""
    numbers = sorted(int(found["n"]) for key in cells if (found := _ATTRIBUTE.fullmatch(key)))
    return [
        (attribute_name(cells[f"attribute_{n}_name"]), value)
        for n in numbers
        if (value := cells.get(f"attribute_{n}_value(s)"))
    ]


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
    """Now. A day on which a sale ends still belongs to it."""
    starts, ends = (_date(cells.get(f"date_sale_price_{end}")) for end in ("starts", "ends"))
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
    refused = cells.get("backorders_allowed?").casefold() in {"", "0", "no", "false"}
    return Availability.OUT_OF_STOCK if refused else Availability.BACKORDER


def _category(cells: Cells) -> tuple[str, ...]:
    """The most specific of them."""
    paths = [category_names(path) for path in _listed(cells.get("categories"))]
    return max(paths, key=len, default=())


def _tags(cells: Cells) -> tuple[str, ...]:
    tags = (one_line(tag).lower()[:100] for tag in _listed(cells.get("tags")))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _listed(cell: str) -> Iterable[str]:
    return (part.replace("\\,", ",").strip() for part in _COMMA.split(cell))


def _photos(cells: Cells) -> tuple[FeedPhoto, ...]:
    named = map(FeedPhoto, split_photos(cells.get("images")))
    return usable_photos(cells, named, column="images")


def _active(cells: Cells) -> bool | None:
    """None where the export says nothing of it."""
    return not _is_hidden(cells.raw.cells) if cells.get("published") else None


def _is_hidden(cells: Mapping[str, str]) -> bool:
    published = cells.get("published", "1") in {"1", "yes", "true"}
    return not published or cells.get("visibility_in_catalog", "").casefold() == "hidden"
