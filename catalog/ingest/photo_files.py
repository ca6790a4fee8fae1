"""Photo files in the storage: named at random, gone when their row is gone."""

import hashlib
import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
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


def delete_file_on_commit(name: str | None) -> None:
    """Not before: a rollback would bring back a row whose file is gone."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


@receiver(post_delete, sender=Photo, dispatch_uid="photo_file_follows_its_row")
def _delete_file_of_deleted_photo(instance: Photo, **_: Any) -> None:
    delete_file_on_commit(instance.file.name)
