"""A product as cells: texts, or lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from catalog.exporting.category_paths import CategoryPaths
from catalog.exporting.columns import Columns, attribute_column
from catalog.exporting.photos import ExportedPhoto, PhotoAddresses
from catalog.ingest.dialects.attributes import normalise_attributes, normalise_tags
from catalog.ingest.dialects.lists import write_list
from catalog.ingest.text import escape_markup
from catalog.models import Photo, Product

Cell = str | list[str]
ADDRESSES: Final = "additional_image_link"  # a list without quotes
_YES_OR_NO: Final = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class ExportedProduct:
    product: Product
    photos: list[ExportedPhoto]
    photos_left_out: int  # because they have no address
    cells: dict[str, Cell]  # by column; those that are not empty

    @property
    def texts(self) -> dict[str, str]:
        """The cells as an import reads them."""
        return {column: _as_text(cell, column) for column, cell in self.cells.items()}


@dataclass(frozen=True, slots=True)
class ProductCells:
    columns: Columns
    addresses: PhotoAddresses
    categories: CategoryPaths = field(default_factory=CategoryPaths)

    def of(self, product: Product, stored: Sequence[Photo]) -> ExportedProduct:
        """Return the cells of a product, whose category is loaded, with its photos in order."""
        photos = self.addresses.of(stored)
        cells = _texts(product) | _prices(product) | self._attributes(product) | _photos(photos)
        category = product.category
        cells["product_type"] = self.categories.of(category.path) if category else ""
        filled = {column: cell for column, cell in cells.items() if cell}
        return ExportedProduct(product, photos, len(stored) - len(photos), filled)

    def _attributes(self, product: Product) -> dict[str, Cell]:
        return {
            attribute_column(name): value
            for name, value in normalise_attributes(product.attributes.items()).items()
            if name in self.columns.attributes
        }


def _texts(product: Product) -> dict[str, Cell]:
    return {
        "id": product.external_id,
        "title": _escaped(product.title),
        "description": _escaped(product.description),
        "link": product.url,
        "availability": product.availability,
        "active": _YES_OR_NO[product.active],
        "brand": _escaped(product.brand),
        "gtin": product.gtin,
        "mpn": product.mpn,
        "item_group_id": product.group_id,
        "tags": list(normalise_tags(product.tags)),
    }


def _prices(product: Product) -> dict[str, Cell]:
    edges = (product.sale_starts, product.sale_ends)
    return {
        "price": _amount(product.price, product.currency),
        "sale_price": _amount(product.sale_price, product.currency),
        "sale_price_effective_date": "/".join(map(_moment, edges)) if any(edges) else "",
    }


def _amount(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{amount:.2f} {currency}"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S+0000}" if moment else ""


def _photos(photos: list[ExportedPhoto]) -> dict[str, Cell]:
    alts = [photo.alt for photo in photos]
    return {
        "image_link": photos[0].address if photos else "",
        ADDRESSES: [photo.address for photo in photos[1:]],
        "image_alt_text": alts if any(alts) else [],
    }


def _escaped(text: str) -> str:
    """Return the text as imports read it, which remove markup. CSV has only one line break."""
    return escape_markup(text.replace("\r\n", "\n").replace("\r", " "))


def _as_text(cell: Cell, column: str) -> str:
    """Return a list as one cell, as imports read it."""
    if isinstance(cell, str):
        return cell
    return ",".join(cell) if column == ADDRESSES else write_list(cell)
