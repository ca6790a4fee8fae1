"""Shoppers' photos, stored under an unguessable id until they expire."""

import hashlib
import uuid
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext

from catalog.files.saving import discard_file, save_file
from catalog.models import QueryPhoto, QueryPhotoFile
from catalog.pictures.picture import QUEUE_TIMEOUT, CropBox, Picture, decode_picture
from catalog.search.expiry import make_room_for
from catalog.search.query import ExamplePhoto, PhotoVector, StoredPart

# Pixels of the longer side: enough for every encoder, and to show the photo beside its results.
MAX_SIDE = 1024


class QueryPhotoGone(Exception):
    """The photo does not exist, or has expired. The shopper must send it again."""


def new_expiry() -> datetime:
    """Return when a photo or search that is stored now will expire."""
    return timezone.now() + timedelta(hours=settings.SHOP_QUERY_PHOTO_HOURS)


def store_query_photo(picture: Picture) -> QueryPhoto:
    """Store a decoded photo for SHOP_QUERY_PHOTO_HOURS, re-encoded, so without metadata.

    Search by what `load_query_photo` returns for it, never by the picture itself: the first page
    and all that follow are then searched by equal pixels. Equal photos share a file. Raises
    StorageError.
    """
    data = picture.to_jpeg(max_side=MAX_SIDE)
    # The digest of what is stored: bytes appended to an upload do not make it another photo.
    sha256 = hashlib.sha256(data).hexdigest()
    return _share_file(sha256) or _store_file(data, sha256)


def as_stored(picture: Picture) -> Picture:
    """Return the picture as it would be after it is stored and loaded again."""
    return decode_picture(picture.to_jpeg(max_side=MAX_SIDE), timeout=QUEUE_TIMEOUT)


def store_vector(photo_id: uuid.UUID, vector: PhotoVector) -> None:
    """Keep the vector of a whole stored photo, so that further pages need not encode it."""
    QueryPhoto.objects.filter(pk=photo_id).update(
        vector=vector.vector.astype(np.float32).tobytes(),
        encoder_fingerprint=vector.encoder_fingerprint,
    )


@transaction.atomic
def _share_file(sha256: str) -> QueryPhoto | None:
    # Locked, so that the file is not deleted before the new photo refers to it.
    same = QueryPhotoFile.objects.live().filter(sha256=sha256).order_by("-expires_at")
    stored = same.select_for_update(no_key=True).first()
    if stored is None or not default_storage.exists(str(stored.file.name)):
        return None
    until = new_expiry()
    _extend_file(stored, until)
    return QueryPhoto.objects.create(stored=stored, expires_at=until)


def _store_file(data: bytes, sha256: str) -> QueryPhoto:
    make_room_for(len(data))
    until = new_expiry()
    name = f"{timezone.now():{QueryPhotoFile.FOLDER_PATTERN}}/{uuid.uuid4().hex}.jpg"
    name = save_file(name, ContentFile(data))
    try:
        with transaction.atomic():
            stored = QueryPhotoFile.objects.create(
                file=name, sha256=sha256, size=len(data), expires_at=until
            )
            return QueryPhoto.objects.create(stored=stored, expires_at=until)
    except BaseException:
        discard_file(name)
        raise


def _extend_file(stored: QueryPhotoFile, until: datetime) -> None:
    QueryPhotoFile.objects.filter(pk=stored.pk).update(expires_at=Greatest("expires_at", until))


def extend_query_photo(photo_id: uuid.UUID, *, until: datetime) -> bool:
    """Postpone the expiry of a photo to `until`. False if it has expired already.

    Call in a transaction: until its end, the photo cannot be deleted.
    """
    # Lock the file before the photo, as deletion does.
    live = {"photos": photo_id, "photos__expires_at__gt": timezone.now()}
    files = QueryPhotoFile.objects.live().filter(**live)
    stored = files.select_for_update(of=("self",), no_key=True).first()
    if stored is None:
        return False
    _extend_file(stored, until)
    photo = QueryPhoto.objects.live().filter(pk=photo_id)
    return bool(photo.update(expires_at=Greatest("expires_at", until)))


def find_query_photo(photo_id: uuid.UUID) -> QueryPhoto:
    """Return a stored photo. Raises QueryPhotoGone if it has expired or its file is lost."""
    photo = QueryPhoto.objects.live().select_related("stored").filter(pk=photo_id).first()
    if photo is None or not default_storage.exists(str(photo.file.name)):
        raise QueryPhotoGone(gettext("This photo has expired. Please send it again."))
    return photo


def load_query_photo(photo_id: uuid.UUID, crop: CropBox | None = None) -> ExamplePhoto:
    """Return a stored photo, or the part of it in `crop`.

    Raises QueryPhotoGone, DecodingBusy and InvalidCrop.
    """
    photo = find_query_photo(photo_id)
    with photo.file.open("rb") as file:
        picture = decode_picture(file.read(), timeout=QUEUE_TIMEOUT)
    stored = StoredPart(photo_id, crop)
    if crop is not None:
        return ExamplePhoto(picture.crop(crop), stored=stored)
    return ExamplePhoto(picture, _vector_of(photo), stored)


def _vector_of(photo: QueryPhoto) -> PhotoVector | None:
    if not photo.encoder_fingerprint:
        return None
    vector = np.frombuffer(bytes(photo.vector or b""), dtype=np.float32)
    return PhotoVector(photo.encoder_fingerprint, vector)
