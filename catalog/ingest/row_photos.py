"""What a row's photos change: which are new, differ from what is stored, or are gone."""

from dataclasses import dataclass, field

from django.conf import settings

from catalog.embedding.picture import PictureError, decode_picture
from catalog.files.trouble import StorageTrouble
from catalog.ingest.archive import Archive, EntryError
from catalog.ingest.feed import FeedPhoto
from catalog.ingest.photo_cells import is_url
from catalog.ingest.photo_files import StoredPhoto, store_picture
from catalog.ingest.problems import RowError
from catalog.ingest.text import one_line
from catalog.models import Photo, WorkState

MAX_ALT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPhoto:
    """Known again by its address, or by the digest of its bytes."""

    name: str
    alt: str
    key: str
    entry: str = ""  # in the ZIP


@dataclass(slots=True)
class PhotoChanges:
    new: list[Photo] = field(default_factory=list)
    changed: list[Photo] = field(default_factory=list)  # in place, or in what is said of them
    gone: list[Photo] = field(default_factory=list)
    stored: list[StoredPhoto] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    def discard(self) -> None:
        """The rows were not written, so their files must not stay."""
        for photo in self.stored:
            photo.discard()


def plan_photos(
    photos: tuple[FeedPhoto, ...], *, existing: list[Photo], archive: Archive | None
) -> PhotoChanges:
    """Stores new photo files, so that the transaction that writes the rows is short.

    Photos added by hand (without a source) are left alone. Raises RowError if the storage fails.
    """
    changes = PhotoChanges()
    known = {_key(photo): photo for photo in existing if _key(photo)}
    wanted = _wanted(photos, archive, changes)
    changes.gone = [photo for key, photo in known.items() if key not in wanted]
    for position, want in enumerate(wanted.values()):
        if photo := known.get(want.key):
            _keep(photo, position, want, changes)
        else:
            changes.new.append(_make(want, position, archive, changes))
    return changes


def _key(photo: Photo) -> str:
    return photo.source_url or photo.source_sha256


def _wanted(
    photos: tuple[FeedPhoto, ...], archive: Archive | None, changes: PhotoChanges
) -> dict[str, WantedPhoto]:
    found: dict[str, WantedPhoto] = {}
    for photo in photos:
        try:
            want = _find(photo, archive)
            found.setdefault(want.key, want)
        except EntryError as error:
            changes.warnings.append(str(error))
    return found


def _find(photo: FeedPhoto, archive: Archive | None) -> WantedPhoto:
    name, alt = photo.name, one_line(photo.alt)[:MAX_ALT]
    if is_url(name):
        return WantedPhoto(name=name, alt=alt, key=name)
    if archive is None:
        raise EntryError(
            f'Photo "{name[:80]}" is a file name. Upload a ZIP with the table and its photos.'
        )
    entry = archive.find(name)
    if entry is None:
        raise EntryError(f'Photo "{name[:80]}" is not in the ZIP. Check its folder and spelling.')
    digest = archive.sha256(entry, limit=settings.SHOP_MAX_PHOTO_BYTES)
    return WantedPhoto(name=name, alt=alt, key=digest, entry=entry)


def _keep(photo: Photo, position: int, want: WantedPhoto, changes: PhotoChanges) -> None:
    if photo.state == WorkState.FAILED:
        changes.warnings.append(_failure(want, photo.reason))
    # What was written by hand stays where the feed says nothing.
    alt = want.alt or photo.alt
    if (photo.position, photo.alt) != (position, alt):
        photo.position, photo.alt = position, alt
        changes.changed.append(photo)


def _make(
    want: WantedPhoto, position: int, archive: Archive | None, changes: PhotoChanges
) -> Photo:
    if archive is None or not want.entry:
        return Photo(source_url=want.key, position=position, alt=want.alt)
    photo = Photo(source_sha256=want.key, position=position, alt=want.alt)
    try:
        data = archive.read(want.entry, limit=settings.SHOP_MAX_PHOTO_BYTES)
        stored = store_picture(decode_picture(data))
    except PictureError as error:
        photo.state, photo.reason = WorkState.FAILED, str(error)
        changes.warnings.append(_failure(want, photo.reason))
    except StorageTrouble as error:
        changes.discard()
        raise RowError(
            f"The photo could not be stored ({error}). Free or mend the storage and import again."
        ) from error
    else:
        stored.fill(photo)
        changes.stored.append(stored)
    return photo


def _failure(want: WantedPhoto, reason: str) -> str:
    return f'Photo "{want.name[:80]}": {reason}'
