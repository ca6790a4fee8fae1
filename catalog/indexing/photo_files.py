"""The stored file of a photo as pixels."""

from catalog.embedding.picture import Picture, PictureError, decode_picture
from catalog.models import Photo, WorkState


class UnusablePhoto(Exception):
    """For good: its file is missing or cannot be decoded; the message says what to do."""


def load_picture(photo: Photo) -> Picture:
    """Raises UnusablePhoto, and OSError where the storage fails for the moment."""
    if not photo.file:
        raise UnusablePhoto("The photo has no file. Upload it again.")
    try:
        with photo.file.open("rb") as file:
            return decode_picture(file.read())
    except FileNotFoundError as error:
        raise UnusablePhoto(
            "The photo's file is missing from the storage. Upload the photo again."
        ) from error
    except PictureError as error:
        raise UnusablePhoto(str(error)) from error


def mark_unusable(photo: Photo, *, reason: str) -> None:
    """Its product becomes pending again by that (a database trigger), and is indexed without it.

    Unless the photo has been replaced meanwhile: then nothing is known about the new one.
    """
    same = Photo.objects.filter(pk=photo.pk, state=WorkState.READY, sha256=photo.sha256)
    same.update(state=WorkState.FAILED, reason=reason)
