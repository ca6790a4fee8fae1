"""Shoppers' photos: kept under an unguessable id until they expire."""

import hashlib
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.files.saving import discard_file, save_file
from catalog.models import QueryPhoto, QueryPhotoFile
from catalog.pictures.picture import QUEUE_TIMEOUT, Picture, decode_picture
from catalog.search.expiry import make_room_for

# Enough for every encoder and for showing it beside the results.
MAX_SIDE = 1024


class QueryPhotoGone(Exception):
    """No such photo, or it has expired; the shopper must send it again."""


def kept_until() -> datetime:
    """When a photo or a search that is kept from now on expires."""
    return timezone.now() + timedelta(hours=settings.SHOP_QUERY_PHOTO_HOURS)


def store_query_photo(picture: Picture) -> QueryPhoto:
    """Keep a decoded photo for SHOP_QUERY_PHOTO_HOURS, re-encoded, so without metadata.

    What is stored already is not stored again. Raises StorageTrouble.
    """
    data = picture.to_jpeg(max_side=MAX_SIDE)
    # Of what is stored: bytes that are appended to a photo do not make it another one.
    sha256 = hashlib.sha256(data).hexdigest()
    return _of_stored(sha256) or _of_new(data, sha256)


@transaction.atomic
def _of_stored(sha256: str) -> QueryPhoto | None:
    """Locked, so that its file is not deleted before the new photo counts."""
    same = QueryPhotoFile.objects.live().filter(sha256=sha256).order_by("-expires_at")
    stored = same.select_for_update(no_key=True).first()
    if stored is None or not default_storage.exists(str(stored.file.name)):
        return None
    until = kept_until()
    _keep_file(stored, until)
    return QueryPhoto.objects.create(stored=stored, expires_at=until)


def _of_new(data: bytes, sha256: str) -> QueryPhoto:
    make_room_for(len(data))
    until = kept_until()
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


def _keep_file(stored: QueryPhotoFile, until: datetime) -> None:
    QueryPhotoFile.objects.filter(pk=stored.pk).update(expires_at=Greatest("expires_at", until))


def keep_query_photo(photo_id: uuid.UUID, *, until: datetime) -> bool:
    """Have it live until then at least. False if it has expired, and so may be being deleted.

    In a transaction, so that it is not deleted before that ends.
    """
    # The file before its photo, as whoever deletes them locks them.
    live = {"photos": photo_id, "photos__expires_at__gt": timezone.now()}
    files = QueryPhotoFile.objects.live().filter(**live)
    stored = files.select_for_update(of=("self",), no_key=True).first()
    if stored is None:
        return False
    _keep_file(stored, until)
    photo = QueryPhoto.objects.live().filter(pk=photo_id)
    return bool(photo.update(expires_at=Greatest("expires_at", until)))


def find_query_photo(photo_id: uuid.UUID) -> QueryPhoto:
    """Raises QueryPhotoGone."""
    photo = QueryPhoto.objects.live().select_related("stored").filter(pk=photo_id).first()
    if photo is None or not default_storage.exists(str(photo.file.name)):
        raise QueryPhotoGone("This photo has expired. Please send it again.")
    return photo


def load_query_photo(photo_id: uuid.UUID) -> Picture:
    """Raises QueryPhotoGone and DecodingBusy."""
    with find_query_photo(photo_id).file.open("rb") as file:
        return decode_picture(file.read(), timeout=QUEUE_TIMEOUT)
