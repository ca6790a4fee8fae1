"""Shoppers' photos: kept under an unguessable id until they expire."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.embedding.picture import Picture, decode_picture
from catalog.models import QueryPhoto

# Enough for every encoder and for showing it beside the results.
MAX_SIDE = 1024


class QueryPhotoGone(Exception):
    """No such photo, or it has expired; the shopper must send it again."""


def kept_until() -> datetime:
    """When a photo or a search that is kept from now on expires."""
    return timezone.now() + timedelta(hours=settings.SHOP_QUERY_PHOTO_HOURS)


def store_query_photo(picture: Picture) -> QueryPhoto:
    """Keep a decoded photo for SHOP_QUERY_PHOTO_HOURS, re-encoded, so without metadata."""
    photo = QueryPhoto(sha256=picture.sha256, expires_at=kept_until())
    photo.file.save(f"{photo.id}.jpg", ContentFile(picture.to_jpeg(max_side=MAX_SIDE)), save=False)
    photo.save()
    return photo


def keep_query_photo(photo_id: uuid.UUID, *, until: datetime) -> bool:
    """Have it live until then at least. False if it has expired, and so may be being deleted."""
    live = QueryPhoto.objects.live().filter(pk=photo_id)
    return bool(live.update(expires_at=Greatest("expires_at", until)))


def find_query_photo(photo_id: uuid.UUID) -> QueryPhoto:
    """Raises QueryPhotoGone."""
    photo = QueryPhoto.objects.live().filter(pk=photo_id).first()
    if photo is None or not photo.file.storage.exists(str(photo.file.name)):
        raise QueryPhotoGone("This photo has expired. Please send it again.")
    return photo


def load_query_photo(photo_id: uuid.UUID) -> Picture:
    """Raises QueryPhotoGone."""
    with find_query_photo(photo_id).file.open("rb") as file:
        return decode_picture(file.read())
