"""Writes valid rows as products. Skips unchanged ones, so that they are not embedded again."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from catalog.ingest.changes import Changes, new_product
from catalog.ingest.feed_row import FeedRow
from catalog.ingest.journal import photos as entries
from catalog.ingest.journal.recording import record_created, record_photos
from catalog.ingest.journal.removed import remove_photos
from catalog.ingest.photo_changes import PhotoChanges
from catalog.ingest.product_update import ProductUpdate, update_products
from catalog.models import ImportRun, Photo, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRow:
    """A row whose slow work is done: its category is resolved and its photos are stored."""

    row: FeedRow
    category_id: int | None
    product: Product | None  # None to create it
    changes: Changes
    photos: PhotoChanges


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Numbers of rows, and the ids of their products, which a check does not create."""

    product_ids: tuple[int, ...] = ()
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    locked: int = 0  # of those changed and unchanged


def write_rows(run: ImportRun, rows: list[PreparedRow]) -> Written:
    """Create or update the products of these rows, and record it in the run's journal.

    Call it within a transaction. Raises ProductGone if a product was deleted after it was read, and
    IntegrityError if one was created.
    """
    # Everything that changes several products locks them in this order, which prevents deadlocks.
    ordered = sorted(rows, key=lambda prepared: prepared.row.external_id)
    products = [row.product or _create(run.merchant_id, row) for row in ordered]
    created = [p for p, row in zip(products, ordered, strict=True) if row.product is None]
    Product.objects.bulk_create(created)
    update_products(
        run.pk,
        [
            ProductUpdate(row.product.pk, row.changes.values)
            for row in ordered
            if row.product and row.changes.values
        ],
    )
    photo_changes = [(p, row.photos) for p, row in zip(products, ordered, strict=True)]
    _save_photos(run.pk, photo_changes)
    _record(run.pk, photo_changes, created={product.pk for product in created})
    return replace(count_rows(rows), product_ids=tuple(product.pk for product in products))


def count_rows(rows: Collection[PreparedRow]) -> Written:
    """Count what these rows write, without writing it."""
    created = sum(row.product is None for row in rows)
    changed = sum(bool(row.changes.values or row.photos) for row in rows if row.product is not None)
    return Written(
        created=created,
        changed=changed,
        unchanged=len(rows) - created - changed,
        locked=sum(bool(row.changes.locked or row.photos.is_locked) for row in rows),
    )


def _create(merchant_id: int, prepared: PreparedRow) -> Product:
    return new_product(merchant_id, prepared.row, category_id=prepared.category_id)


def _save_photos(run_id: int, photo_changes: list[tuple[Product, PhotoChanges]]) -> None:
    for product, changes in photo_changes:
        for photo in changes.new:
            photo.product = product
    remove_photos(run_id, [photo.pk for _, changes in photo_changes for photo in changes.gone])
    Photo.objects.bulk_create([photo for _, changes in photo_changes for photo in changes.new])
    changed = [photo for _, changes in photo_changes for photo in changes.changed]
    Photo.objects.bulk_update(changed, ["position", "alt"])


def _record(
    run_id: int, photo_changes: list[tuple[Product, PhotoChanges]], *, created: set[int]
) -> None:
    photos = {product.pk: (changes, _entries(changes)) for product, changes in photo_changes}
    record_created(run_id, {pk: photos[pk][1] for pk in created})
    record_photos(
        run_id,
        {pk: own for pk, (changes, own) in photos.items() if changes and pk not in created},
    )


def _entries(changes: PhotoChanges) -> entries.PhotoEntries:
    added = {str(photo.pk): entries.added(photo) for photo in changes.new}
    moved = {
        str(photo.pk): entries.moved(photo, changes.former[photo.pk]) for photo in changes.changed
    }
    return added | moved
