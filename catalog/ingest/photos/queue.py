"""Photos that wait to be downloaded from their web addresses, decoded and stored."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from catalog.files.storage_error import StorageError
from catalog.ingest.photos.fetching import FetchPolicy, PhotoFetchError, fetch_photo
from catalog.ingest.photos.storage import StoredPhoto, store_picture
from catalog.models import Photo, WorkState
from catalog.models.work import Claim
from catalog.pictures.picture import PictureError, decode_picture

# Concurrent downloads. They hold up to 8 x SHOP_MAX_PHOTO_BYTES of memory until decoded.
_PARALLEL = 8
_LEASE_PER_PHOTO = timedelta(seconds=30)
_FIRST_BACKOFF = timedelta(minutes=1)  # four times as long after each further attempt
_CRASHED = "Fetching this photo crashed the worker repeatedly. Give the address of another file."


def fetch_due_photos(count: int, policy: FetchPolicy | None = None) -> int:
    """Fetch up to `count` due photos. Returns how many; fewer than `count` if no more are due."""
    policy = policy or FetchPolicy()
    claim = Photo.objects.exclude(source_url="").claim(count, lease=_LEASE_PER_PHOTO * count)
    photos = Photo.objects.held(claim)
    for photo, result in _fetch_all(list(photos), policy):
        if isinstance(result, PhotoFetchError):
            _postpone_or_fail(photo, claim, result)
        else:
            _store(photo, claim, result)
    return len(claim.keys)


def _fetch_all(
    photos: list[Photo], policy: FetchPolicy
) -> Iterator[tuple[Photo, bytes | PhotoFetchError]]:
    """Download the photos, _PARALLEL at a time. Yields each with its bytes or the error."""

    def fetch(photo: Photo) -> bytes | PhotoFetchError:
        if photo.attempts > Photo.MAX_ATTEMPTS:
            return PhotoFetchError(_CRASHED, permanent=True)
        try:
            return fetch_photo(photo.source_url, policy)
        except PhotoFetchError as error:
            return error

    with ThreadPoolExecutor(_PARALLEL) as threads:
        for start in range(0, len(photos), _PARALLEL):
            group = photos[start : start + _PARALLEL]
            yield from zip(group, threads.map(fetch, group), strict=True)


def _store(photo: Photo, claim: Claim, data: bytes) -> None:
    try:
        stored = store_picture(decode_picture(data))
    except PictureError as error:
        message = f"There is no usable photo at this address: {error}"
        _postpone_or_fail(photo, claim, PhotoFetchError(message, permanent=True))
    except StorageError as error:
        message = f"The photo could not be stored ({error}). Make room on the disk, or repair it."
        _postpone_or_fail(photo, claim, PhotoFetchError(message, permanent=False))
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
    if not saved:  # deleted or changed since the claim
        stored.discard()


def _postpone_or_fail(photo: Photo, claim: Claim, error: PhotoFetchError) -> None:
    held = Photo.objects.held(claim).filter(pk=photo.pk)
    if error.permanent or photo.attempts >= Photo.MAX_ATTEMPTS:
        held.fail(reason=str(error))
        return
    backoff = _FIRST_BACKOFF * 4 ** (photo.attempts - 1)
    held.retry_in(max(backoff, error.retry_after), reason=str(error))
