"""Deletes shoppers' photos and searches when they expire, or when photos take too much room."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from catalog.models import QueryPhoto, QueryPhotoFile, Search

# Files that one request deletes at most, to make room for its photo. So many old photos are larger
# than one new photo, so an excess shrinks from request to request.
MAX_DELETED = 100


def delete_expired() -> int:
    """Delete expired photos and searches. Returns the number of rows deleted.

    The files are deleted with their rows (ingest/retention.py).
    """
    searches = _delete_searches()
    photos, _ = QueryPhoto.objects.all().expired().delete()
    files = _delete_files(QueryPhotoFile.objects.all().expired().values_list("pk", "expires_at"))
    make_room_for(0)
    return searches + photos + files


@transaction.atomic
def _delete_searches() -> int:
    # Locking waits for a click that is just being written, which is then deleted with its search.
    expired = Search.objects.all().expired().select_for_update().values_list("pk", flat=True)
    deleted, _ = Search.objects.filter(pk__in=list(expired)).delete()
    return deleted


def make_room_for(size: int) -> None:
    """Delete the least recently used photos until `size` more bytes fit into SHOP_QUERY_PHOTO_MB.

    Refusing new photos instead would let anyone who fills the room stop all shoppers from searching
    by photo for a day.
    """
    stored = QueryPhotoFile.objects.aggregate(size=Sum("size"))["size"] or 0
    excess = stored + size - settings.SHOP_QUERY_PHOTO_BYTES
    if excess > 0:
        _delete_files(_least_recently_used(excess))


def _least_recently_used(size: int) -> list[tuple[int, datetime]]:
    """Return key and expiry of the files that expire first, until they add up to `size` bytes.

    These are the least recently used ones, because each use of a file postpones its expiry.
    """
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
    """Delete files with their photos and searches, except files used since they were chosen.

    Returns the number of rows deleted.
    """
    until = dict(chosen)
    files = QueryPhotoFile.objects.filter(pk__in=until).select_for_update(skip_locked=True)
    unused = [file.pk for file in files if file.expires_at == until[file.pk]]
    deleted, _ = QueryPhotoFile.objects.filter(pk__in=unused).delete()
    return deleted
