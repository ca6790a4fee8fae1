"""Photo files in the media storage, under random names."""

import hashlib
import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone

from catalog.files.saving import discard_file, save_file
from catalog.models import Photo, WorkState
from catalog.pictures.picture import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhoto:
    name: str
    sha256: str  # of the stored JPEG
    width: int
    height: int
    bytes: int

    def fill(self, photo: Photo) -> None:
        photo.file.name = self.name
        photo.sha256 = self.sha256
        photo.width, photo.height = self.width, self.height
        photo.file_bytes = self.bytes
        photo.state, photo.reason = WorkState.READY, ""

    def discard(self) -> None:
        discard_file(self.name)


def store_picture(picture: Picture) -> StoredPhoto:
    """Store the picture as JPEG under a random name, not the merchant's. Raises StorageError."""
    data = picture.to_jpeg()
    name = f"{timezone.now():{Photo.FOLDER_PATTERN}}/{uuid.uuid4().hex}.jpg"
    name = save_file(name, ContentFile(data))
    width, height = picture.image.size
    digest = hashlib.sha256(data).hexdigest()
    return StoredPhoto(name=name, sha256=digest, width=width, height=height, bytes=len(data))
