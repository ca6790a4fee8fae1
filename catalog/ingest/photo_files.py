"""Photo files in the storage, named at random."""

import hashlib
import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from catalog.embedding.picture import Picture
from catalog.models import Photo, WorkState


class PhotoStorageError(Exception):
    """The storage is full or unreachable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhoto:
    name: str
    sha256: str
    width: int
    height: int

    def fill(self, photo: Photo) -> None:
        photo.file.name = self.name
        photo.sha256 = self.sha256
        photo.width, photo.height = self.width, self.height
        photo.state, photo.reason = WorkState.READY, ""

    def discard(self) -> None:
        default_storage.delete(self.name)


def store_picture(picture: Picture) -> StoredPhoto:
    """Raises PhotoStorageError. The merchant's file name is never used."""
    data = picture.to_jpeg()
    name = f"{timezone.now():photos/%Y/%m}/{uuid.uuid4().hex}.jpg"
    try:
        name = default_storage.save(name, ContentFile(data))
    except OSError as error:
        raise PhotoStorageError(
            f"The photo could not be stored ({error.strerror or error}). "
            "Free or mend the storage and import again."
        ) from error
    width, height = picture.image.size
    digest = hashlib.sha256(data).hexdigest()
    return StoredPhoto(name=name, sha256=digest, width=width, height=height)
