"""Photos that a feed named by address: fetched, decoded and stored by workers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.utils import timezone

from catalog.embedding.picture import PictureError, decode_picture
from catalog.files.trouble import StorageTrouble
from catalog.ingest.photo_files import StoredPhoto, store_picture
from catalog.ingest.photo_url import FetchPolicy, PhotoFetchError, fetch_photo
from catalog.models import Photo, WorkState
from catalog.querysets import Claim

_PARALLEL = 8  # times SHOP_MAX_PHOTO_BYTES is the memory that waits to be decoded
_LEASE_PER_PHOTO = timedelta(seconds=30)
_FIRST_BACKOFF = timedelta(minutes=1)
_DIED = "Fetching this photo stopped the worker again and again. Try another file."


def fetch_due_photos(count: int, policy: FetchPolicy | None = None) -> int:
    """Fetch at most `count` photos that are due; how many were. Fewer than `count`: none left."""
    policy = policy or FetchPolicy()
    claim = Photo.objects.exclude(source_url="").claim(count, lease=_LEASE_PER_PHOTO * count)
    photos = Photo.objects.held(claim)
    for photo, result in _fetched(list(photos), policy):
        if isinstance(result, PhotoFetchError):
            _postpone(photo, claim, result)
        else:
            _settle(photo, claim, result)
    return len(claim.keys)


def _fetched(
    photos: list[Photo], policy: FetchPolicy
) -> Iterator[tuple[Photo, bytes | PhotoFetchError]]:
    """In groups: downloads wait for the network together, decoding is for one at a time."""

    def fetch(photo: Photo) -> bytes | PhotoFetchError:
        if photo.attempts > Photo.MAX_ATTEMPTS:
            return PhotoFetchError(_DIED, permanent=True)
        try:
            return fetch_photo(photo.source_url, policy)
        except PhotoFetchError as error:
            return error

    with ThreadPoolExecutor(_PARALLEL) as threads:
        for start in range(0, len(photos), _PARALLEL):
            group = photos[start : start + _PARALLEL]
            yield from zip(group, threads.map(fetch, group), strict=True)


def _settle(photo: Photo, claim: Claim, data: bytes) -> None:
    try:
        stored = store_picture(decode_picture(data))
    except PictureError as error:
        message = f"The address gives no usable photo: {error}"
        _postpone(photo, claim, PhotoFetchError(message, permanent=True))
    except StorageTrouble as error:
        message = f"The photo could not be stored ({error}). Free or mend the storage."
        _postpone(photo, claim, PhotoFetchError(message, permanent=False))
    else:
        _save(photo, claim, stored)


def _save(photo: Photo, claim: Claim, stored: StoredPhoto) -> None:
    saved = (
        Photo.objects.held(claim)
        .filter(pk=photo.pk)
        .update(
            file=stored.name,
            sha256=stored.sha256,
            width=stored.width,
            height=stored.height,
            state=WorkState.READY,
            reason="",
        )
    )
    if not saved:  # deleted, or changed, in the meantime
        stored.discard()


def _postpone(photo: Photo, claim: Claim, error: PhotoFetchError) -> None:
    mine = Photo.objects.held(claim).filter(pk=photo.pk)
    if error.permanent or photo.attempts >= Photo.MAX_ATTEMPTS:
        mine.update(state=WorkState.FAILED, reason=str(error))
        return
    backoff = _FIRST_BACKOFF * 4 ** (photo.attempts - 1)
    mine.update(due_at=timezone.now() + max(backoff, error.retry_after), reason=str(error))
