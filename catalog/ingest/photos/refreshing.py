"""Fetches a photo, or finds that it has not changed, and stores what became of it."""

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from catalog.files.renditions import delete_photo_on_commit
from catalog.files.storage_error import StorageError
from catalog.ingest.photos.storage import StoredPhoto, store_picture
from catalog.models import Photo, Revalidation, WorkState
from catalog.models.work import Claim
from catalog.pictures.picture import PictureError, decode_picture
from catalog.remote.body_room import BodyRoom
from catalog.remote.photo_fetching import (
    FetchedPhoto,
    FetchPolicy,
    PhotoFetchError,
    fetch_photo,
)
from catalog.remote.validators import Validators

FIRST_BACKOFF: Final = timedelta(minutes=1)  # four times as long after each further attempt
_CRASHED = "Fetching this photo crashed the worker repeatedly. Give the address of another file."


def refresh(photo: Photo, claim: Claim, policy: FetchPolicy) -> PhotoFetchError | None:
    """Fetch a claimed photo. Returns the error, which is stored, if it failed.

    A picture that is there stays until another one is stored in its place.
    """
    if photo.attempts > Photo.MAX_ATTEMPTS:
        Photo.objects.held(claim).filter(pk=photo.pk).give_up(reason=_CRASHED)
        return None
    try:
        # The room is left after decoding, which needs the body.
        with BodyRoom() as room:
            fetched = fetch_photo(photo.source_url, policy, room=room, known=_validators(photo))
            _store(photo, claim, fetched)
    except PhotoFetchError as error:
        _postpone_or_fail(photo, claim, error)
        return error
    return None


def _validators(photo: Photo) -> Validators:
    """Those of the picture that is there."""
    has_picture = photo.state == WorkState.READY
    return (
        Validators(etag=photo.etag, last_modified=photo.last_modified)
        if has_picture
        else Validators()
    )


def _store(photo: Photo, claim: Claim, fetched: FetchedPhoto | None) -> None:
    if fetched is None:
        _confirm(photo, claim)
        return
    new = {
        "etag": fetched.validators.etag,
        "last_modified": fetched.validators.last_modified,
        "source_sha256": hashlib.sha256(fetched.data).hexdigest(),
    }
    is_ready = photo.state == WorkState.READY
    if is_ready and photo.source_sha256 == new["source_sha256"]:
        _confirm(photo, claim, **new)
        return
    stored = _decode_and_store(fetched.data)
    if is_ready and photo.sha256 == stored.sha256:
        stored.discard()
        _confirm(photo, claim, **new)
    else:
        _replace(photo, claim, stored, **new)


def _decode_and_store(data: bytes) -> StoredPhoto:
    try:
        return store_picture(decode_picture(data))
    except PictureError as error:
        message = f"There is no usable photo at this address: {error}"
        raise PhotoFetchError(message, permanent=True) from error
    except StorageError as error:
        message = f"The photo could not be stored ({error}). Make room on the disk, or repair it."
        raise PhotoFetchError(message, permanent=False) from error


def _confirm(photo: Photo, claim: Claim, **new: Any) -> None:
    """Note that the picture is still the same. No trigger fires: nothing is embedded again."""
    Photo.objects.held(claim).filter(pk=photo.pk).update(**_DONE, checked_at=timezone.now(), **new)


def _replace(photo: Photo, claim: Claim, stored: StoredPhoto, **new: Any) -> None:
    with transaction.atomic():
        saved = (
            Photo.objects.held(claim)
            .filter(pk=photo.pk)
            .update(
                **_DONE,
                **new,
                checked_at=timezone.now(),
                file=stored.name,
                sha256=stored.sha256,
                width=stored.width,
                height=stored.height,
                file_bytes=stored.bytes,
                state=WorkState.READY,
            )
        )
        if saved:
            delete_photo_on_commit(photo.file.name)
    if not saved:  # deleted or changed since the claim
        stored.discard()


_DONE: Final[dict[str, Any]] = {
    "revalidation": Revalidation.NONE,
    "reason": "",
    "attempts": 0,
}


def _postpone_or_fail(photo: Photo, claim: Claim, error: PhotoFetchError) -> None:
    held = Photo.objects.held(claim).filter(pk=photo.pk)
    if error.permanent or photo.attempts >= Photo.MAX_ATTEMPTS:
        held.give_up(reason=str(error))
        return
    backoff = FIRST_BACKOFF * 4 ** (photo.attempts - 1)
    held.retry_in(max(backoff, error.retry_after), reason=str(error))
