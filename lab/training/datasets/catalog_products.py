"""The shop's own products as values: who reads them from its database is not known here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from PIL import Image

from lab.training.data.split import is_held_out_product


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPhoto:
    product: int
    """The photos of one product have the same number."""
    external_id: str
    title: str
    wording: str
    """Of all its words, as the index embeds it."""
    content: str
    """Differs when the file's content does."""
    read: Callable[[], Image.Image] = field(repr=False)
    """Raises UnreadablePicture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogProduct:
    external_id: str
    title: str
    wording: str
    """Of all its words, as the index embeds it."""
    rows: tuple[int, ...]
    """Of the stored pictures; the main photo first."""

    @property
    def same_title(self) -> str:
        """Equal for titles that read the same."""
        return " ".join(self.title.casefold().split())

    @property
    def held_out(self) -> bool:
        return is_held_out_product(self.external_id)


def products_of(photos: Mapping[int, CatalogPhoto]) -> list[CatalogProduct]:
    """`photos` by their row. One product's photos of the same content count once."""
    rows: dict[int, dict[str, int]] = defaultdict(dict)
    for row, photo in photos.items():
        rows[photo.product].setdefault(photo.content, row)
    return [_product(photos[min(found.values())], tuple(found.values())) for found in rows.values()]


def to_train_on(
    products: Sequence[CatalogProduct], photos: Mapping[int, CatalogPhoto]
) -> list[CatalogProduct]:
    """Those not held out, without the photos that a held-out product shows, too."""
    tested = {photos[row].content for one in products if one.held_out for row in one.rows}
    return [
        CatalogProduct(external_id=one.external_id, title=one.title, wording=one.wording, rows=rows)
        for one in products
        if not one.held_out
        and (rows := tuple(row for row in one.rows if photos[row].content not in tested))
    ]


def by_title(products: Iterable[CatalogProduct]) -> dict[str, list[CatalogProduct]]:
    found = defaultdict(list)
    for product in products:
        found[product.same_title].append(product)
    return dict(found)


def _product(photo: CatalogPhoto, rows: tuple[int, ...]) -> CatalogProduct:
    return CatalogProduct(
        external_id=photo.external_id, title=photo.title, wording=photo.wording, rows=rows
    )
