"""A shop's photos and products as plain values, independent of its database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PIL import Image

from lab.training.data.split import is_held_out_product


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPhoto:
    product: int
    """The product's number, which its photos share."""
    external_id: str
    title: str
    indexed_text: str
    """The product's text as the shop embeds it."""
    content: str
    """A key of the file's content: photos with the same content have the same key."""
    read: Callable[[], Image.Image] = field(repr=False)
    """Decodes the photo. Raises UnreadablePicture if that is impossible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogProduct:
    external_id: str
    title: str
    indexed_text: str
    """The product's text as the shop embeds it."""
    rows: tuple[int, ...]
    """Rows of its stored pictures, the main photo first."""

    @property
    def title_key(self) -> str:
        """The title in a form that ignores case and spaces, to compare it with other titles."""
        return " ".join(self.title.casefold().split())

    @property
    def held_out(self) -> bool:
        return is_held_out_product(self.external_id)


def group_by_product(photos: Mapping[int, CatalogPhoto]) -> list[CatalogProduct]:
    """Group photos, given by row, into products.

    Several photos of a product with the same content count once.
    """
    rows: dict[int, dict[str, int]] = defaultdict(dict)
    for row, photo in photos.items():
        rows[photo.product].setdefault(photo.content, row)
    return [
        _product(photos[min(by_content.values())], tuple(by_content.values()))
        for by_content in rows.values()
    ]


def training_products(
    products: Sequence[CatalogProduct], photos: Mapping[int, CatalogPhoto]
) -> list[CatalogProduct]:
    """Return the products that are not held out, without photos that a held-out product has too."""
    held_out = {
        photos[row].content for product in products if product.held_out for row in product.rows
    }
    return [
        replace(product, rows=rows)
        for product in products
        if not product.held_out
        and (rows := tuple(row for row in product.rows if photos[row].content not in held_out))
    ]


def group_by_title(products: Iterable[CatalogProduct]) -> dict[str, list[CatalogProduct]]:
    groups = defaultdict(list)
    for product in products:
        groups[product.title_key].append(product)
    return dict(groups)


def _product(photo: CatalogPhoto, rows: tuple[int, ...]) -> CatalogProduct:
    return CatalogProduct(
        external_id=photo.external_id,
        title=photo.title,
        indexed_text=photo.indexed_text,
        rows=rows,
    )
