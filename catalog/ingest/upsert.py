"""Writes valid rows as products. Skips unchanged ones, so that they are not embedded again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from catalog.ingest.changes import Changes, new_values
from catalog.ingest.feed_row import FeedRow
from catalog.ingest.journal import photos as entries
from catalog.ingest.journal.recording import record_photos
from catalog.ingest.journal.removed import remove_photos
from catalog.ingest.photo_changes import PhotoChanges
from catalog.ingest.product_creation import create_products
from catalog.ingest.product_update import ProductUpdate, update_products
from catalog.ingest.stored import StoredProduct
from catalog.models import ImportRun, Photo


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRow:
    """A row whose slow work is done: its category is resolved and its photos are stored."""

    row: FeedRow
    category_id: int | None
    product: StoredProduct | None  # None to create it
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
    created = create_products(
        run.pk,
        run.merchant_id,
        [new_values(row.row, category_id=row.category_id) for row in ordered if not row.product],
    )
    update_products(
        run.pk,
        [
            ProductUpdate(row.product.id, row.changes.values)
            for row in ordered
            if row.product and row.changes.values
        ],
    )
    ids = [row.product.id if row.product else created[row.row.external_id] for row in ordered]
    _save_photos(run.pk, [(pk, row.photos) for pk, row in zip(ids, ordered, strict=True)])
    return replace(count_rows(rows), product_ids=tuple(ids))


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


def _save_photos(run_id: int, photo_changes: Iterable[tuple[int, PhotoChanges]]) -> None:
    changed = {product_id: changes for product_id, changes in photo_changes if changes}
    if not changed:
        return
    for product_id, changes in changed.items():
        for photo in changes.new:
            photo.product_id = product_id
    every = changed.values()
    remove_photos(run_id, [photo.pk for changes in every for photo in changes.gone])
    Photo.objects.bulk_create([photo for changes in every for photo in changes.new])
    moved = [photo for changes in every for photo in changes.changed]
    Photo.objects.bulk_update(moved, ["position", "alt"])
    record_photos(run_id, {pk: _entries(changes) for pk, changes in changed.items()})


def _entries(changes: PhotoChanges) -> entries.PhotoEntries:
    added = {str(photo.pk): entries.added(photo) for photo in changes.new}
    moved = {
        str(photo.pk): entries.moved(photo, changes.former[photo.pk]) for photo in changes.changed
    }
    return added | moved
