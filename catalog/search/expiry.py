"""Deletes shoppers' photos and searches when they expire, or when photos take too much room."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from catalog.models import QueryPhoto, QueryPhotoFile, Search

# Files that one request deletes to make room. A new photo is smaller than that many old ones, so
# the excess shrinks.
MAX_DELETED = 100


def delete_expired() -> int:
    """The number of rows deleted. Their files are deleted with them (ingest/retention.py)."""
    searches = _delete_searches()
    photos, _ = QueryPhoto.objects.all().expired().delete()
    files = _delete_files(QueryPhotoFile.objects.all().expired().values_list("pk", "expires_at"))
    make_room_for(0)
    return searches + photos + files


@transaction.atomic
def _delete_searches() -> int:
    # Locked first, so that a click that is being written is waited for and deleted with its search.
    expired = Search.objects.all().expired().select_for_update().values_list("pk", flat=True)
    deleted, _ = Search.objects.filter(pk__in=list(expired)).delete()
    return deleted


def make_room_for(size: int) -> None:
    """Delete the least recently used photos until `size` more bytes fit into SHOP_QUERY_PHOTO_MB.

    Refusing new photos instead would let whoever fills the room keep every shopper from searching
    by photo for a day.
    """
    stored = QueryPhotoFile.objects.aggregate(size=Sum("size"))["size"] or 0
    excess = stored + size - settings.SHOP_QUERY_PHOTO_BYTES
    if excess > 0:
        _delete_files(_least_recently_used(excess))


def _least_recently_used(size: int) -> list[tuple[int, datetime]]:
    """Files of `size` bytes together: key and expiry. Each use of a file postpones its expiry."""
    chosen: list[tuple[int, datetime]] = []
    files = QueryPhotoFile.objects.order_by("expires_at", "pk")
    for pk, expires_at, file_size in files.values_list("pk", "expires_at", "size")[:MAX_DELETED]:
        if size <= 0:
            break
        chosen.append((pk, expires_at))
        size -= file_size
    return chosen


@transaction.atomic
def _delete_files(chosen: Iterable[tuple[int, datetime]]) -> int:
    """Delete files with their photos and searches, except those used since they were chosen."""
    until = dict(chosen)
    files = QueryPhotoFile.objects.filter(pk__in=until).select_for_update(skip_locked=True)
    unused = [file.pk for file in files if file.expires_at == until[file.pk]]
    deleted, _ = QueryPhotoFile.objects.filter(pk__in=unused).delete()
    return deleted
