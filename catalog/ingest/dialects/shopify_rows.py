"""Turns Shopify's rows into one row per variant.

Consecutive rows with the same handle are one product. The first holds what all its variants share;
later rows hold further variants, or only a further photo.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final

from catalog.ingest.feed_row import FeedPhoto
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Rows, Table

OPTIONS: Final = (1, 2, 3)
MPN: Final = "google_shopping_/_manufacturer_part_number_(mpn)"
_CURRENT_COLUMNS: Final = {  # by their former names
    "handle": "url_handle",
    "body_(html)": "description",
    "published": "published_on_online_store",
    "variant_sku": "sku",
    "variant_barcode": "barcode",
    "variant_price": "price",
    "variant_compare_at_price": "compare-at_price",
    "variant_inventory_tracker": "inventory_tracker",
    "variant_inventory_qty": "inventory_quantity",
    "variant_inventory_policy": "continue_selling_when_out_of_stock",
    "image_src": "product_image_url",
    "variant_image": "variant_image_url",
    "google_shopping_/_mpn": MPN,
}
ALL_COLUMNS: Final = frozenset(
    {
        *_CURRENT_COLUMNS, *_CURRENT_COLUMNS.values(), "title", "vendor", "type", "tags",
        "product_category", "status", "image_position", "image_alt_text",
        *(f"option{n}_{part}" for n in OPTIONS for part in ("name", "value")),
    }
)  # fmt: skip
# Columns that a variant does not inherit from its product's first row.
_VARIANT_COLUMNS: Final = frozenset(
    {
        *(f"option{n}_value" for n in OPTIONS),
        "sku", "barcode", "price", "compare-at_price", "inventory_tracker", "inventory_quantity",
        "continue_selling_when_out_of_stock", "variant_image_url", MPN,
    }
)  # fmt: skip
# A row with a value in any of these columns is a variant.
_VARIANT_MARKERS: Final = ("price", "sku", *(f"option{n}_value" for n in OPTIONS))
# Shopify allows 2,048 variants and 250 photos per product.
MAX_PRODUCT_ROWS = 3_000
MAX_PRODUCT_PHOTOS = 250
# Photos without a position come last.
_LAST_POSITION: Final = 100_000


def current_columns(columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(_CURRENT_COLUMNS.get(column, column) for column in columns)


def options_of(row: RawRow) -> list[tuple[str, str]]:
    """Return names and values, but not "Default Title", which stands for no options."""
    pairs = ((row.cells.get(f"option{n}_name", ""), row.cells.get(f"option{n}_value", ""))
             for n in OPTIONS)  # fmt: skip
    return [(name, value) for name, value in pairs if value and value != "Default Title"]


def variant_rows(table: Table) -> Iterator[RawRow | Problem]:
    for rows in _group_by_handle(_rename_columns(table)):
        yield from _variants(rows)


def rows_of_handles(table: Table, chosen: Container[int]) -> Iterator[int]:
    """Yield the numbers of all rows of the products that a chosen row belongs to."""
    for rows in _group_by_handle(_rename_columns(table)):
        if any(row.row in chosen for row in rows):
            yield from (row.row for row in rows)


def _rename_columns(table: Table) -> Iterator[RawRow | Problem]:
    # Without the tracker's column, quantities count as if all inventory were tracked.
    has_tracker = "inventory_tracker" in current_columns(table.columns)
    default = {} if has_tracker else {"inventory_tracker": "shopify"}
    for row in table.rows():
        if isinstance(row, Problem):
            yield row
        else:
            cells = {
                _CURRENT_COLUMNS.get(column, column): cell for column, cell in row.cells.items()
            }
            unread = frozenset(_CURRENT_COLUMNS.get(column, column) for column in row.unread)
            yield replace(row, cells=default | cells, unread=unread)


def _group_by_handle(rows: Rows) -> Iterator[list[RawRow | Problem]]:
    """Yield groups of consecutive rows with one handle. Rows without a handle stay alone."""
    group: list[RawRow | Problem] = []
    current = ""
    for row in rows:
        handle = current if isinstance(row, Problem) else row.cells.get("url_handle", "")
        if group and (handle != current or not handle or len(group) >= MAX_PRODUCT_ROWS):
            yield group
            group = []
        group.append(row)
        current = handle
    if group:
        yield group


def _variants(rows: list[RawRow | Problem]) -> Iterator[RawRow | Problem]:
    readable = [row for row in rows if isinstance(row, RawRow)]
    product = _Product.of(readable)
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif row is readable[0] or any(row.cells.get(marker) for marker in _VARIANT_MARKERS):
            yield product.complete(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Product:
    """What the variants of a product share."""

    cells: Mapping[str, str]
    unread: frozenset[str]
    photos: Mapping[str, FeedPhoto]  # by URL
    shared_photos: tuple[FeedPhoto, ...]  # those that show no single variant

    @classmethod
    def of(cls, rows: Sequence[RawRow]) -> "_Product":
        first = rows[0].cells if rows else {}
        variant_urls = {row.cells.get("variant_image_url") for row in rows}
        photos: dict[str, FeedPhoto] = {}
        for photo in _photos(rows)[:MAX_PRODUCT_PHOTOS]:
            photos.setdefault(photo.source, photo)
        return cls(
            cells={key: cell for key, cell in first.items() if key not in _VARIANT_COLUMNS},
            unread=rows[0].unread - _VARIANT_COLUMNS if rows else frozenset(),
            photos=photos,
            shared_photos=tuple(p for p in photos.values() if p.source not in variant_urls),
        )

    def complete(self, row: RawRow) -> RawRow:
        """Return the variant's row with the shared cells and photos added."""
        return replace(
            row,
            cells=dict(self.cells) | row.cells,
            unread=(self.unread - row.cells.keys()) | row.unread,
            photos=self._variant_photos(row),
        )

    def _variant_photos(self, row: RawRow) -> tuple[FeedPhoto, ...]:
        """Return the variant's own photo, then the shared ones; all photos if it has neither.

        Photos of other variants are left out: a photo of the blue shoe must not find the red one.
        """
        url = row.cells.get("variant_image_url")
        own = (self.photos.get(url, FeedPhoto(url)),) if url else ()
        return (*own, *self.shared_photos) or tuple(self.photos.values())


def _photos(rows: Iterable[RawRow]) -> list[FeedPhoto]:
    """Return the photos by position, then those without one in the order of the rows."""
    photos: list[tuple[int, FeedPhoto]] = []
    for row in rows:
        if url := row.cells.get("product_image_url"):
            text = row.cells.get("image_position", "")
            position = int(text) if text.isdecimal() and len(text) < 6 else _LAST_POSITION
            photos.append((position, FeedPhoto(url, row.cells.get("image_alt_text", ""))))
    return [photo for _, photo in sorted(photos, key=itemgetter(0))]
