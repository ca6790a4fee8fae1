"""Which of a product's photos a file names: by their address or file in a feed, or in this shop."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from catalog.models import Photo


def photo_key(photo: Photo) -> str:
    """The address or the SHA-256 by which a feed names it; "" if a hand has added it."""
    return photo.source_url or photo.source_sha256


def known_photos(keys: Iterable[str], existing: Collection[Photo]) -> dict[str, Photo]:
    """Return the product's photos by those of the keys that name one.

    The address of a stored file names the product's photo, as in an export: it is not fetched.
    """
    by_key = {photo_key(photo): photo for photo in existing if photo_key(photo)}
    known = {key: by_key.get(key) or _with_file(key, existing) for key in keys}
    return {key: photo for key, photo in known.items() if photo}


def _with_file(address: str, existing: Collection[Photo]) -> Photo | None:
    path = urlsplit(address).path if existing and "/" in address else ""
    stored = (photo for photo in existing if path and photo.file)
    return next((photo for photo in stored if urlsplit(photo.file.url).path == path), None)


def are_in_order(photos: Iterable[Photo]) -> bool:
    """Whether the photos have the order of their places, which may have gaps or be shared."""
    places = [(photo.position, photo.pk) for photo in photos]
    return places == sorted(places)
