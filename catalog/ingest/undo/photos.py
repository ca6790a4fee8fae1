"""Undoes what a run did to the photos of products that stay."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from catalog.ingest.journal.photos import PhotoEntry, as_written, key_of, place_digest
from catalog.ingest.journal.removed import drop_photos
from catalog.models import ChangeKind, Photo, ProductChange, RemovedPhoto


@dataclass(slots=True, kw_only=True)
class ProductPhotos:
    """The photos of a product, and what the run and later ones did to them."""

    change: ProductChange
    exists: bool  # whether the product does
    locked: bool
    current: dict[int, Photo] = field(default_factory=dict)
    removed: list[RemovedPhoto] = field(default_factory=list)  # by the run
    later: list[ProductChange] = field(default_factory=list)  # by later runs, oldest first
    later_removed: dict[int, RemovedPhoto] = field(default_factory=dict)

    @property
    def entries(self) -> dict[str, PhotoEntry]:
        """Of a product that the run created, only those that were taken over from later runs."""
        created = self.change.kind == ChangeKind.CREATED
        own: dict[str, PhotoEntry] = self.change.photos
        return {pk: e for pk, e in own.items() if e.get("later")} if created else own

    @property
    def are_as_written(self) -> bool:
        """Whether the product that the run created has exactly the photos that the run left."""
        entries = self.change.photos
        return entries.keys() == {str(pk) for pk in self.current} and all(
            as_written(photo, entries[str(pk)]) for pk, photo in self.current.items()
        )


def load_photos(
    changes: Sequence[ProductChange], *, existing: Collection[int], locked: Collection[int]
) -> dict[int, ProductPhotos]:
    """Load the photos of the changes' products by the products' ids.

    `locked` are the products whose photos the merchant has locked.
    """
    by_product = {
        change.product_id: ProductPhotos(
            change=change,
            exists=change.product_id in existing,
            locked=change.product_id in locked,
        )
        for change in changes
    }
    run_id = changes[0].run_id
    for photo in Photo.objects.filter(product__in=by_product):
        by_product[photo.product_id].current[photo.pk] = photo
    for removed in RemovedPhoto.objects.filter(product_id__in=by_product, run__gte=run_id):
        own = by_product[removed.product_id]
        if removed.run_id == run_id:
            own.removed.append(removed)
        else:
            own.later_removed[removed.photo_id] = removed
    later = ProductChange.objects.filter(product_id__in=by_product, run__gt=run_id)
    for change in later.order_by("run_id"):
        by_product[change.product_id].later.append(change)
    return by_product


@dataclass(slots=True)
class PhotoUndo:
    """Collects what becomes of photos, and writes it for all products together."""

    restored: list[Photo] = field(default_factory=list)
    moved: list[Photo] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)  # removed photos that leave the journal
    dropped: list[int] = field(default_factory=list)  # and do not come back
    handed: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # by later run
    rewritten: list[ProductChange] = field(default_factory=list)
    replaced: list[RemovedPhoto] = field(default_factory=list)

    def add(self, photos: ProductPhotos) -> bool:
        """Undo what still stands. Returns whether anything has changed since, and is left alone."""
        left = [self._undo(int(pk), entry, photos) for pk, entry in photos.entries.items()]
        left += [self._bring_back(removed, photos) for removed in photos.removed]
        return any(left)

    def write(self) -> None:
        """Write the changes. Photos are deleted before others take their places."""
        Photo.objects.filter(pk__in=self.deleted).delete()
        Photo.objects.bulk_create(self.restored)
        Photo.objects.bulk_update(self.moved, ["position", "alt"])
        for change in self.rewritten:
            change.save(update_fields=["photos"])
        RemovedPhoto.objects.bulk_update(self.replaced, ["columns"])
        for run_id, pks in self.handed.items():
            RemovedPhoto.objects.filter(pk__in=pks).update(run=run_id)
        RemovedPhoto.objects.filter(pk__in=self.done).delete()
        drop_photos(RemovedPhoto.objects.filter(pk__in=self.dropped))

    def _undo(self, pk: int, entry: PhotoEntry, photos: ProductPhotos) -> bool:
        if self._hand_on(pk, entry, photos):
            return True
        photo = photos.current.get(pk)
        if photo is None:
            return False  # deleted since, and so are its place and alt text
        if photos.locked or not as_written(photo, entry):
            return True
        if "was" in entry:
            photo.position, photo.alt = entry["was"]["position"], entry["was"]["alt"]
            self.moved.append(photo)
        else:
            self.deleted.append(pk)
            del photos.current[pk]
        return False

    def _hand_on(self, pk: int, entry: PhotoEntry, photos: ProductPhotos) -> bool:
        """If a later run has changed the photo, let it restore what was before this run.

        Returns whether one has.
        """
        for later in photos.later:
            if replaced := later.photos.get(str(pk), {}).get("was"):
                if place_digest(replaced) == entry["now"]:
                    _take_over(later.photos[str(pk)], entry)
                    self.rewritten.append(later)
                return True
        removed = photos.later_removed.get(pk)
        if removed is None:
            return False
        if place_digest(removed.columns) == entry["now"]:
            self._take_over_removed(removed, entry)
        return True

    def _take_over_removed(self, removed: RemovedPhoto, entry: PhotoEntry) -> None:
        if "was" in entry:
            removed.columns |= entry["was"]
            self.replaced.append(removed)
        elif not removed.columns.get("is_replaced"):
            self.dropped.append(removed.pk)

    def _bring_back(self, removed: RemovedPhoto, photos: ProductPhotos) -> bool:
        """Restore a removed photo, unless its key has changed since. Returns whether it has."""
        following = next_change_of_key(removed, photos)
        if following is None and photos.exists and not photos.locked:
            self.restored.append(_photo(removed))
            self.done.append(removed.pk)
            return False
        if following and following.run_id:
            self.handed[following.run_id].append(removed.pk)
        else:
            self.dropped.append(removed.pk)
        return photos.exists


@dataclass(frozen=True, slots=True)
class KeyChange:
    """Who has changed a key of the product since the run: a later run, or None for somebody."""

    run_id: int | None


def next_change_of_key(removed: RemovedPhoto, photos: ProductPhotos) -> KeyChange | None:
    """The next change of what the product has under a removed photo's key: another photo, or none.

    Feeds cannot tell photos of one key apart. A later run that names the photo again adds it anew.
    """
    key = key_of(removed.columns)
    same = [pk for pk, photo in photos.current.items() if key and key_of(vars(photo)) == key]
    gone = {pk: p for pk, p in photos.later_removed.items() if key and key_of(p.columns) == key}
    for later in photos.later:
        entries = (later.photos.get(str(pk)) for pk in (*same, *gone))
        is_added = any(entry is not None and "was" not in entry for entry in entries)
        if is_added or later.kind == ChangeKind.DELETED:
            return KeyChange(later.run_id)
        if taken := [pk for pk, photo in gone.items() if photo.run_id == later.run_id]:
            is_own = str(taken[0]) in photos.change.photos
            return KeyChange(later.run_id if is_own else None)
    return KeyChange(None) if same else None


def _take_over(later: PhotoEntry, entry: PhotoEntry) -> None:
    """Let a later run's entry start from where this run's starts."""
    if "was" in entry:
        later["was"] = entry["was"]
    else:
        del later["was"]


def _photo(removed: RemovedPhoto) -> Photo:
    # A later version of the shop may have dropped columns.
    known = {field.attname: field for field in Photo._meta.concrete_fields}
    columns = {name: value for name, value in removed.columns.items() if name in known}
    return Photo(**{name: known[name].to_python(value) for name, value in columns.items()})
