"""Makes the renditions of photos. Photos without them are shown in full size meanwhile."""

import errno
import logging
import time
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from catalog.files.renditions import renditions_of
from catalog.files.saving import discard_file, save_file
from catalog.files.storage_error import StorageError
from catalog.models import Photo
from catalog.pictures.picture import PictureError, decode_picture
from catalog.pictures.renditions import to_webp

logger = logging.getLogger(__name__)

BATCH: Final = 32


def render_due(*, until: float) -> bool:
    """Make renditions of photos without them until time.monotonic() passes `until`.

    Returns whether it has come to the last photo, or the disk is full.
    """
    last = 0
    while keys := list(Photo.objects.unrendered(after=last).values_list("pk", flat=True)[:BATCH]):
        for last in keys:
            if time.monotonic() > until:
                return False
            try:
                _render(last)
            except StorageError as error:
                logger.warning("Photos get no renditions: %s", error)
                return True
    return True


@transaction.atomic
def _render(key: int) -> None:
    """Make the renditions of a photo, while nobody can replace or delete it.

    Skips one that somebody is writing, or another worker is rendering. So this waits for no lock,
    and can deadlock with nothing. Raises StorageError.
    """
    due = Photo.objects.unrendered().select_for_update(skip_locked=True, no_key=True)
    photo = due.filter(pk=key).only("file").first()
    if photo is None:
        return
    file = str(photo.file.name)
    try:
        with default_storage.open(file) as stream:
            data = stream.read()
    except OSError as error:
        if error.errno == errno.ENOENT:
            _note(photo, rendition_bytes=0)
        return  # what cannot be read now is tried again
    try:
        image = decode_picture(data).image
    except PictureError:
        _note(photo, rendition_bytes=0)
        return
    size = store_renditions(image, file)
    _note(photo, rendition_bytes=size, width=image.width, height=image.height)


def _note(photo: Photo, **values: int) -> None:
    """Set these columns of the photo. No trigger has its product embedded again."""
    Photo.objects.filter(pk=photo.pk).update(**values)


def store_renditions(image: Image.Image, file: str) -> int:
    """Store all renditions of a file with this picture, or none. Returns their bytes.

    Raises StorageError.
    """
    size, renditions = 0, renditions_of(file, width=image.width)
    try:
        for rendition in renditions:
            data = to_webp(image, width=rendition.width)
            default_storage.delete(rendition.name)  # left by a worker that died
            save_file(rendition.name, ContentFile(data))
            size += len(data)
    except StorageError:
        for rendition in renditions:
            discard_file(rendition.name)
        raise
    return size
