"""Undoes a run for some of its products, within one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.ingest.journal.fields import COLUMNS, PHOTOS, label_of
from catalog.ingest.journal.removed import drop_photos
from catalog.ingest.undo.creation import Inheritance, find_inheritance
from catalog.ingest.undo.handing_on import hand_on_fields
from catalog.ingest.undo.photos import PhotoUndo, ProductPhotos, load_photos
from catalog.ingest.undo.restoring import recreate_products, restore_fields
from catalog.ingest.undo.standing import Standing, standings
from catalog.models import (
    ChangeKind,
    ImportRun,
    LeftAlone,
    LockableField,
    Product,
    ProductChange,
    RemovedPhoto,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneCounts:
    """Numbers of products, each counted once."""

    restored: int = 0
    deleted: int = 0
    left_alone: int = 0
    gone: int = 0


def undo_products(run: ImportRun, product_ids: Sequence[int]) -> UndoneCounts:
    """Undo what the run did to these products, and remove that from its journal.

    Call it within a transaction. Raises IntegrityError and OperationalError if a product is
    changed meanwhile in a way that locks do not prevent.
    """
    _lock(product_ids)
    changes = ProductChange.objects.filter(run_id=run.pk, product_id__in=product_ids)
    batch = _Batch(run=run, changes={change.product_id: change for change in changes})
    batch.decide()
    return batch.write()


def _lock(product_ids: Sequence[int]) -> None:
    """Let nobody change or refer to the products, in the order in which imports lock them."""
    products = Product.objects.filter(pk__in=product_ids).order_by("external_id")
    list(products.select_for_update().values_list("pk", flat=True))


@dataclass(slots=True, kw_only=True)
class _Batch:
    run: ImportRun
    changes: dict[int, ProductChange]  # by product
    photos: PhotoUndo = field(default_factory=PhotoUndo)
    fields: dict[int, list[str]] = field(default_factory=dict)  # to restore, by product
    deleted: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    left: list[LeftAlone] = field(default_factory=list)

    def decide(self) -> None:
        self._recreate()
        found = {s.product_id: s for s in standings(self.run.pk, [*self.changes])}
        existing = {pk for pk, standing in found.items() if standing.exists}
        locked = {pk for pk, s in found.items() if LockableField.PHOTOS in s.locked}
        photos = load_photos([*self.changes.values()], existing=existing, locked=locked)
        for pk, standing in found.items():
            self._decide(standing, photos[pk])

    def write(self) -> UndoneCounts:
        inheritances = self._inheritances()
        hand_on_fields(self.run.pk, [*self.changes])
        restore_fields(self.run.pk, self.fields)
        self.photos.write()
        for inheritance in inheritances:
            inheritance.hand_over()
        Product.objects.filter(pk__in=self.deleted).delete()
        drop_photos(RemovedPhoto.objects.filter(run=self.run, product_id__in=self.deleted))
        LeftAlone.objects.bulk_create(self.left)
        ProductChange.objects.filter(run_id=self.run.pk, product_id__in=self.changes).delete()
        others = len(self.deleted) + len(self.left) + len(self.gone)
        return UndoneCounts(
            restored=len(self.changes) - others,
            deleted=len(self.deleted),
            left_alone=len(self.left),
            gone=len(self.gone),
        )

    def _recreate(self) -> None:
        deleted = [c for c in self.changes.values() if c.kind == ChangeKind.DELETED]
        for change in recreate_products(deleted, self.run.merchant_id):
            external_id = change.before["external_id"]
            self._leave(change.product_id, external_id, [label_of("external_id")])

    def _decide(self, standing: Standing, photos: ProductPhotos) -> None:
        pk = standing.product_id
        if standing.exists and standing.is_untouched and photos.are_as_written:
            self.deleted.append(pk)
            return
        left = [*standing.left_labels, *[PHOTOS] * self.photos.add(photos)]
        if not standing.exists:
            if standing.kind != ChangeKind.DELETED:
                self.gone.append(pk)
            return
        # Of a product that the run created, only what it has taken over from later runs.
        before = self.changes[pk].before
        self.fields[pk] = [name for name in standing.standing if COLUMNS[name][0] in before]
        if standing.kind == ChangeKind.CREATED and not left:
            left = [PHOTOS]  # which alone keep the product
        if left:
            self._leave(pk, standing.external_id, left)

    def _inheritances(self) -> list[Inheritance]:
        deleted = set(self.deleted)
        kept = (change for pk, change in self.changes.items() if pk not in deleted)
        created = (change for change in kept if change.kind == ChangeKind.CREATED)
        return [found for change in created if (found := find_inheritance(change))]

    def _leave(self, product_id: int, external_id: str, labels: list[str]) -> None:
        left = LeftAlone(
            run=self.run, product_id=product_id, external_id=external_id, fields=labels
        )
        self.left.append(left)
