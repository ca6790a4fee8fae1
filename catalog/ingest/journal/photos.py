"""What the journal says of photos, as JSON by the photo's id.

`now` is the digest of the position and alt text that the run wrote. `was` has the earlier ones; a
photo without `was` is one that the run has added. Removed photos are rows of RemovedPhoto.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import TypedDict

from catalog.models import Photo


class Place(TypedDict):
    """What imports change in a photo that stays."""

    position: int
    alt: str


class _Entry(TypedDict):
    now: str


class PhotoEntry(_Entry, total=False):
    was: Place
    # Of a product that the run has created: taken over from a later run. See undo/handing_on.py.
    later: bool


PhotoEntries = dict[str, PhotoEntry]  # by the id of the photo


def place_of(photo: Photo) -> Place:
    return Place(position=photo.position, alt=photo.alt)


def place_digest(place: Place) -> str:
    text = json.dumps([place["position"], place["alt"]])
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:10]


def added(photo: Photo) -> PhotoEntry:
    return PhotoEntry(now=place_digest(place_of(photo)))


def moved(photo: Photo, was: Place) -> PhotoEntry:
    return PhotoEntry(now=place_digest(place_of(photo)), was=was)


def as_written(photo: Photo, entry: PhotoEntry) -> bool:
    """Whether the photo still is as the run left it."""
    is_own_file = "was" in entry or not photo.is_replaced
    return is_own_file and place_digest(place_of(photo)) == entry["now"]


def key_of(columns: Mapping[str, object]) -> object:
    """What identifies a photo in feeds: its address, or the SHA-256 of its file."""
    return columns["source_url"] or columns["source_sha256"]
