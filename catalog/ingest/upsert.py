"""Writes valid rows as products. Skips unchanged ones, so that they are not embedded again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from catalog.ingest.feed_row import FeedRow
from catalog.ingest.photo_changes import PhotoChanges
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
    """A row whose slow work is done: its category is resolved and its photos are stored."""

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
    """Return the merchant's products with these ids, by external id, with their photos."""
    matching = Product.objects.filter(merchant_id=merchant_id, external_id__in=external_ids)
    # The generated search document is large, and never compared.
    products = matching.defer("search_document").prefetch_related("photos")
    return {product.external_id: product for product in products}


def write_rows(merchant_id: int, rows: list[PreparedRow]) -> Written:
    """Create or update the products of these rows. Call it within a transaction."""
    written = Written()
    photo_changes: list[tuple[Product, PhotoChanges]] = []
    changed: list[Product] = []
    # Everything that changes several products locks them in this order, which prevents deadlocks.
    for prepared in sorted(rows, key=lambda prepared: prepared.row.external_id):
        product = prepared.existing or Product(
            merchant_id=merchant_id, external_id=prepared.row.external_id
        )
        differs = _assign(product, prepared)
        photo_changes.append((product, prepared.photos))
        if prepared.existing is None:
            written.created.append(product)
        elif differs or prepared.photos:
            written.updated.append(product)
            changed += [product] if differs else []
        else:
            written.unchanged += 1
    _save_products(written.created, changed)
    _save_photos(photo_changes)
    return written


def _assign(product: Product, prepared: PreparedRow) -> bool:
    """Set the product's fields. Returns whether any of them has changed."""
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
    if name == "active" and value is None:  # not stated by the feed
        return product.active
    return list(value) if name == "tags" else value


def _save_products(created: list[Product], changed: list[Product]) -> None:
    names = ["category" if name == "category_id" else name for name in (*FIELDS, "updated_at")]
    # A product that another request has created since the lookup is updated instead.
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


def _save_photos(photo_changes: list[tuple[Product, PhotoChanges]]) -> None:
    for product, changes in photo_changes:
        for photo in changes.new:
            photo.product = product
    gone = [photo.pk for _, changes in photo_changes for photo in changes.gone]
    if gone:
        Photo.objects.filter(pk__in=gone).delete()
    Photo.objects.bulk_create([photo for _, changes in photo_changes for photo in changes.new])
    changed = [photo for _, changes in photo_changes for photo in changes.changed]
    Photo.objects.bulk_update(changed, ["position", "alt"])
