"""Makes rows of what a program says about products."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from catalog.ingest.dialects.api import ATTRIBUTE_PREFIX, Api
from catalog.ingest.dialects.lists import write_list
from catalog.ingest.feed_row import FeedPhoto
from catalog.ingest.table import RawRow
from catalog.models import Merchant, Product

API: Final = Api()


def row_of(number: int, values: Mapping[str, Any]) -> RawRow:
    """Return the row of a product from its values by field, of which None and "" clear a field.

    Photos are mappings with `source_url` and perhaps `alt`. Fields that are not there are left as
    they are.
    """
    cells = {name: text for name, value in values.items() if (text := _text(name, value))}
    attributes = {
        f"{ATTRIBUTE_PREFIX}{name}": text
        for name, text in (values.get("attributes") or {}).items()
        if text
    }
    photos = tuple(
        FeedPhoto(photo["source_url"], photo.get("alt") or "")
        for photo in values.get("photos") or ()
    )
    return RawRow(number, cells | attributes, photos, columns=frozenset(values))


def _text(name: str, value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat()
        case str():
            return value.strip()
        case [*tags] if name == "tags":
            return write_list([" ".join(str(tag).split()) for tag in tags])
    return ""


def with_currencies(merchant: Merchant, rows: Sequence[RawRow]) -> list[RawRow]:
    """Let prices without a currency be in the one that the product has.

    That of a new product is the merchant's.
    """
    currencies = _currencies(merchant, [row for row in rows if _lacks_currency(row)])
    return [_with_currency(row, currencies) for row in rows]


def _lacks_currency(row: RawRow) -> bool:
    return "currency" not in row.cells and not {"price", "sale_price"}.isdisjoint(row.cells)


def _currencies(merchant: Merchant, rows: Iterable[RawRow]) -> Mapping[str, str]:
    ids = {API.external_id(row) for row in rows}
    products = Product.objects.filter(merchant=merchant, external_id__in=ids)
    return dict(products.values_list("external_id", "currency"))


def _with_currency(row: RawRow, currencies: Mapping[str, str]) -> RawRow:
    currency = currencies.get(API.external_id(row))
    if currency is None or not _lacks_currency(row):
        return row
    return replace(row, cells={**row.cells, "currency": currency})
