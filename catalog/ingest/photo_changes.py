"""What a row changes in its product's photos: which are new, changed or gone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings

from catalog.files.storage_error import StorageError
from catalog.ingest.feed_row import FeedPhoto
from catalog.ingest.formats.archive import Archive, EntryError
from catalog.ingest.journal.photos import Place, place_of
from catalog.ingest.known_photos import are_in_order, known_photos, photo_key
from catalog.ingest.photos.storage import StoredPhoto, store_picture
from catalog.ingest.problems import RowError
from catalog.ingest.text import one_line
from catalog.models import Photo, WorkState
from catalog.pictures.picture import PictureError, decode_picture
from catalog.remote.web_address import is_url

MAX_ALT = 300  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedPhoto:
    """A photo that a row names: a URL, or a file that was found in the ZIP."""

    source: str
    alt: str
    key: str  # the URL, or the SHA-256 of the file, by which a stored photo is recognised
    entry: str = ""  # name of the file in the ZIP; "" for a URL


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoScope:
    """Which of a product's photos the file states. The others are left alone."""

    first: bool
    others: bool
    is_complete: bool  # whether all of them can be read
    is_export: bool = False  # of this shop, which names all that have an address
    locked: bool = False  # whether the merchant has locked the product's photos

    def has(self, photo: Photo) -> bool:
        if self.is_export and not photo.source_url:
            return False
        return self.others if photo.position else self.first


@dataclass(slots=True)
class PhotoChanges:
    new: list[Photo] = field(default_factory=list)
    changed: list[Photo] = field(default_factory=list)  # in position or alt text
    former: dict[int, Place] = field(default_factory=dict)  # of the changed photos, by id
    named_again: list[Photo] = field(default_factory=list)  # by an address
    gone: list[Photo] = field(default_factory=list)
    stored: list[StoredPhoto] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    is_locked: bool = False  # whether the row's photos differ from the product's locked ones

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    def discard(self) -> None:
        """Delete the files in `stored`, because their rows were not written."""
        for photo in self.stored:
            photo.discard()


def plan_photos(
    photos: tuple[FeedPhoto, ...],
    *,
    existing: Sequence[Photo],
    archive: Archive | None,
    scope: PhotoScope,
    stores: bool = True,
) -> PhotoChanges:
    """Compare a row's photos with the product's existing ones, and store the files of new ones.

    Without `stores`, they are only decoded.

    Rows in the database are written later, in the batch's transaction. Photos that were added by
    hand have no source, and are left alone. While a named photo cannot be read, none is removed: it
    may be one of the product's. Raises RowError if a file cannot be stored.
    """
    changes = PhotoChanges()
    if not (scope.first or scope.others):
        return changes
    resolved = _resolve_all(photos, archive, changes)
    known = known_photos(resolved, existing)
    are_all_read = scope.is_complete and not changes.warnings
    named = {"", *map(photo_key, known.values())}  # "": those that a hand has added stay
    gone = [photo for photo in existing if photo_key(photo) not in named and scope.has(photo)]
    if scope.locked:
        changes.is_locked = are_all_read and bool(gone or resolved.keys() - known.keys())
        return changes
    if are_all_read:
        changes.gone = gone
    if changes.gone and not photos:
        changes.warnings.append(_removed(len(gone)))
    is_same_order = scope.is_export and known.keys() == resolved.keys()
    keeps_places = not are_all_read or (is_same_order and are_in_order(known.values()))
    for position, item in enumerate(resolved.values(), start=0 if scope.first else 1):
        if photo := known.get(item.key):
            # Without those that cannot be read, the places of the others are unknown.
            _update(photo, photo.position if keeps_places else position, item, changes)
        else:
            changes.new.append(_create(item, position, archive, changes, stores=stores))
    return changes


def _resolve_all(
    photos: tuple[FeedPhoto, ...], archive: Archive | None, changes: PhotoChanges
) -> dict[str, ResolvedPhoto]:
    """Return the distinct photos by key. A photo that cannot be read becomes a warning."""
    resolved: dict[str, ResolvedPhoto] = {}
    for photo in photos:
        try:
            item = _resolve(photo, archive)
            resolved.setdefault(item.key, item)
        except EntryError as error:
            changes.warnings.append(str(error))
    return resolved


def _resolve(photo: FeedPhoto, archive: Archive | None) -> ResolvedPhoto:
    source, alt = photo.source, one_line(photo.alt)[:MAX_ALT]
    if is_url(source):
        return ResolvedPhoto(source=source, alt=alt, key=source)
    if archive is None:
        raise EntryError(
            f'Photo "{source[:80]}" is a file name. Upload a ZIP with the table and its photos.'
        )
    entry = archive.find(source)
    if entry is None:
        raise EntryError(f'Photo "{source[:80]}" is not in the ZIP. Check its folder and spelling.')
    digest = archive.sha256(entry, limit=settings.SHOP_MAX_PHOTO_BYTES)
    return ResolvedPhoto(source=source, alt=alt, key=digest, entry=entry)


def _update(photo: Photo, position: int, resolved: ResolvedPhoto, changes: PhotoChanges) -> None:
    if photo.state == WorkState.FAILED:
        changes.warnings.append(_failure(resolved, photo.reason))
    if photo.source_url:
        changes.named_again.append(photo)
    # An alt text written by hand stays, unless the feed has one.
    is_same_alt = not resolved.alt or resolved.alt == one_line(photo.alt)
    alt = photo.alt if is_same_alt else resolved.alt
    if (photo.position, photo.alt) != (position, alt):
        changes.former[photo.pk] = place_of(photo)
        photo.position, photo.alt = position, alt
        changes.changed.append(photo)


def _create(
    resolved: ResolvedPhoto,
    position: int,
    archive: Archive | None,
    changes: PhotoChanges,
    *,
    stores: bool,
) -> Photo:
    if archive is None or not resolved.entry:
        return Photo(source_url=resolved.key, position=position, alt=resolved.alt)
    photo = Photo(source_sha256=resolved.key, position=position, alt=resolved.alt)
    try:
        data = archive.read(resolved.entry, limit=settings.SHOP_MAX_PHOTO_BYTES)
        picture = decode_picture(data)
        stored = store_picture(picture) if stores else None
    except PictureError as error:
        photo.state, photo.reason = WorkState.FAILED, str(error)
        changes.warnings.append(_failure(resolved, photo.reason))
    except StorageError as error:
        changes.discard()
        raise RowError(
            f"The photo could not be stored ({error}). Once the operator has made room or repaired "
            "the storage, import the file again."
        ) from error
    else:
        if stored:
            stored.fill(photo)
            changes.stored.append(stored)
    return photo


def _removed(count: int) -> str:
    them = f"{count} photos were" if count > 1 else "photo was"
    return f"The row names no photo, so the product's {them} removed. Without the column they stay."


def _failure(resolved: ResolvedPhoto, reason: str) -> str:
    return f'Photo "{resolved.source[:80]}": {reason}'
