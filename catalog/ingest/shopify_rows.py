"""Shopify's rows to one for each variant.

Rows of one handle are one product: the first has what all its variants share, later rows have
variants of their own, or only one more photo.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from catalog.ingest.feed import FeedPhoto
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Rows, Table

OPTIONS: Final = (1, 2, 3)
MPN: Final = "google_shopping_/_manufacturer_part_number_(mpn)"
# Column names of before, and those of now.
_FORMER: Final = {
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
# Of a variant alone, and not what later rows share with the first.
_OF_A_VARIANT: Final = frozenset(
    {
        *(f"option{n}_value" for n in OPTIONS),
        "sku", "barcode", "price", "compare-at_price", "inventory_tracker", "inventory_quantity",
        "continue_selling_when_out_of_stock", "variant_image_url", MPN,
    }
)  # fmt: skip
# One of these makes a row a variant.
_MARKS: Final = ("price", "sku", *(f"option{n}_value" for n in OPTIONS))
# Shopify has at most 2,048 variants and 250 photos of a product.
MOST_ROWS = 3_000
MOST_PHOTOS = 250


def present_names(columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(_FORMER.get(column, column) for column in columns)


def variants(table: Table) -> Iterator[RawRow | Problem]:
    for rows in _by_handle(_renamed(table)):
        yield from _variants(rows)


def _renamed(table: Table) -> Iterator[RawRow | Problem]:
    """Under the present column names."""
    named = "inventory_tracker" in present_names(table.columns)
    unsaid = {} if named else {"inventory_tracker": "some"}
    for row in table.rows():
        if isinstance(row, Problem):
            yield row
        else:
            cells = {_FORMER.get(column, column): cell for column, cell in row.cells.items()}
            yield replace(row, cells=unsaid | cells)


def _by_handle(rows: Rows) -> Iterator[list[RawRow | Problem]]:
    """Neighbours of one handle. A row without one stands alone."""
    group: list[RawRow | Problem] = []
    handle = ""
    for row in rows:
        own = handle if isinstance(row, Problem) else row.cells.get("url_handle", "")
        if group and (own != handle or not own or len(group) >= MOST_ROWS):
            yield group
            group = []
        group.append(row)
        handle = own
    if group:
        yield group


def _variants(rows: list[RawRow | Problem]) -> Iterator[RawRow | Problem]:
    readable = [row for row in rows if isinstance(row, RawRow)]
    group = _Group.of(readable)
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif row is readable[0] or any(row.cells.get(mark) for mark in _MARKS):
            yield group.whole(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What the variants of a product share."""

    cells: Mapping[str, str]
    photos: Mapping[str, FeedPhoto]  # of all rows, by their addresses
    common: tuple[FeedPhoto, ...]  # those that are no variant's own

    @classmethod
    def of(cls, rows: Sequence[RawRow]) -> "_Group":
        first = rows[0].cells if rows else {}
        own = {row.cells.get("variant_image_url") for row in rows}
        photos: dict[str, FeedPhoto] = {}
        for photo in _photos(rows)[:MOST_PHOTOS]:
            photos.setdefault(photo.name, photo)
        return cls(
            cells={key: cell for key, cell in first.items() if key not in _OF_A_VARIANT},
            photos=photos,
            common=tuple(photo for photo in photos.values() if photo.name not in own),
        )

    def whole(self, row: RawRow) -> RawRow:
        """A variant with what it shares with the others."""
        return replace(row, cells=dict(self.cells) | row.cells, photos=self._photos_of(row))

    def _photos_of(self, row: RawRow) -> tuple[FeedPhoto, ...]:
        """Its own first, and not those that show other variants: the red shoe is not to be found
        by the photo of the blue one.
        """
        own = row.cells.get("variant_image_url")
        mine = (self.photos.get(own, FeedPhoto(own)),) if own else ()
        return (*mine, *self.common) or tuple(self.photos.values())


def _photos(rows: Iterable[RawRow]) -> list[FeedPhoto]:
    """By their positions; those without one last, in the order of the rows."""
    found: list[tuple[int, FeedPhoto]] = []
    for row in rows:
        if url := row.cells.get("product_image_url"):
            position = row.cells.get("image_position", "")
            place = int(position) if position.isdecimal() and len(position) < 6 else 100_000
            found.append((place, FeedPhoto(url, row.cells.get("image_alt_text", ""))))
    return [photo for _, photo in sorted(found, key=lambda placed: placed[0])]
