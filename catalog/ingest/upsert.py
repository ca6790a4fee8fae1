"""Valid rows to products: only what differs is written, so nothing else is embedded again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from catalog.ingest.feed import FeedRow
from catalog.ingest.row_photos import PhotoChanges
from catalog.models import Photo, Product

FIELDS = (
    "group_id",
    "title",
    "description",
    "url",
    "price",
    "sale_price",
    "currency",
    "availability",
    "brand",
    "gtin",
    "mpn",
    "category_id",
    "attributes",
    "tags",
    "active",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRow:
    """A row with everything slow already done: its category found, its photos stored."""

    row: FeedRow
    category_id: int | None
    photos: PhotoChanges
    existing: Product | None


@dataclass(slots=True)
class Written:
    created: list[Product] = field(default_factory=list)
    updated: list[Product] = field(default_factory=list)
    unchanged: int = 0


def existing_products(merchant_id: int, external_ids: Iterable[str]) -> dict[str, Product]:
    found = Product.objects.filter(merchant_id=merchant_id, external_id__in=external_ids)
    # The generated search document is large and never compared.
    products = found.defer("search_document").prefetch_related("photos")
    return {product.external_id: product for product in products}


def write_rows(merchant_id: int, rows: list[PreparedRow]) -> Written:
    """Call in a transaction."""
    written = Written()
    targets: list[tuple[Product, PhotoChanges]] = []
    reworded: list[Product] = []
    # One order of locks for everybody who changes several products.
    for prepared in sorted(rows, key=lambda prepared: prepared.row.external_id):
        product = prepared.existing or Product(
            merchant_id=merchant_id, external_id=prepared.row.external_id
        )
        differs = _assign(product, prepared)
        targets.append((product, prepared.photos))
        if prepared.existing is None:
            written.created.append(product)
        elif differs or prepared.photos:
            written.updated.append(product)
            reworded += [product] if differs else []
        else:
            written.unchanged += 1
    _save_products(written.created, reworded)
    _save_photos(targets)
    return written


def _assign(product: Product, prepared: PreparedRow) -> bool:
    """Whether anything differs from what is stored."""
    differs = False
    for name in FIELDS:
        value = _value(prepared, name, product)
        if getattr(product, name) != value:
            setattr(product, name, value)
            differs = True
    return differs


def _value(prepared: PreparedRow, name: str, product: Product) -> object:
    if name == "category_id":
        return prepared.category_id
    value = getattr(prepared.row, name)
    if name == "active" and value is None:  # the feed does not say
        return product.active
    return list(value) if name == "tags" else value


def _save_products(created: list[Product], changed: list[Product]) -> None:
    names = ["category" if name == "category_id" else name for name in (*FIELDS, "updated_at")]
    # A product that another request has created meanwhile is updated instead.
    Product.objects.bulk_create(
        created,
        update_conflicts=True,
        unique_fields=["merchant", "external_id"],
        update_fields=names,
    )
    for product in changed:
        product.updated_at = timezone.now()
    if changed:
        Product.objects.bulk_update(changed, names)


def _save_photos(targets: list[tuple[Product, PhotoChanges]]) -> None:
    for product, changes in targets:
        for photo in changes.new:
            photo.product = product
    gone = [photo.pk for _, changes in targets for photo in changes.gone]
    if gone:
        Photo.objects.filter(pk__in=gone).delete()
    Photo.objects.bulk_create([photo for _, changes in targets for photo in changes.new])
    changed = [photo for _, changes in targets for photo in changes.changed]
    Photo.objects.bulk_update(changed, ["position", "alt"])
