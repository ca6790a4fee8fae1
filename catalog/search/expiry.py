"""Shoppers' photos and searches do not outlive their time, nor their room on the disk."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from catalog.models import QueryPhoto, QueryPhotoFile, Search

# For one request. Each new photo is smaller than that many old ones, so the excess shrinks.
MOST_DROPPED = 100


def delete_expired() -> int:
    """How many rows were deleted. The files follow their rows (ingest/stored_files.py)."""
    searches = _delete_searches()
    photos, _ = QueryPhoto.objects.all().expired().delete()
    files = _delete_files(QueryPhotoFile.objects.all().expired().values_list("pk", "expires_at"))
    make_room_for(0)
    return searches + photos + files


@transaction.atomic
def _delete_searches() -> int:
    """With their clicks. Locked first: a click that is being written is waited for, and seen."""
    expired = Search.objects.all().expired().select_for_update().values_list("pk", flat=True)
    deleted, _ = Search.objects.filter(pk__in=list(expired)).delete()
    return deleted


def make_room_for(size: int) -> None:
    """So that shoppers' photos take SHOP_QUERY_PHOTO_MB at most, with `size` bytes more.

    What was asked by longest ago goes first. Were new ones refused instead, whoever fills the room
    would keep every shopper from searching by photo for a day; so it costs those their
    photo who have not asked for the longest time.
    """
    stored = QueryPhotoFile.objects.aggregate(size=Sum("size"))["size"] or 0
    excess = stored + size - settings.SHOP_QUERY_PHOTO_BYTES
    if excess > 0:
        _delete_files(_oldest(excess))


def _oldest(size: int) -> list[tuple[int, datetime]]:
    found: list[tuple[int, datetime]] = []
    files = QueryPhotoFile.objects.order_by("expires_at", "pk")
    for pk, expires_at, its_size in files.values_list("pk", "expires_at", "size")[:MOST_DROPPED]:
        if size <= 0:
            break
        found.append((pk, expires_at))
        size -= its_size
    return found


@transaction.atomic
def _delete_files(chosen: Iterable[tuple[int, datetime]]) -> int:
    """With their photos, and the searches by these. Not what is asked by just now."""
    until = dict(chosen)
    files = QueryPhotoFile.objects.filter(pk__in=until).select_for_update(skip_locked=True)
    unused = [file.pk for file in files if file.expires_at == until[file.pk]]
    deleted, _ = QueryPhotoFile.objects.filter(pk__in=unused).delete()
    return deleted
