"""A photo to measure with, wherever it comes from."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from PIL import Image

from catalog.pictures.picture import (
    Picture,
    PictureError,
    decode_for_encoder,
    decode_picture,
)
from lab.training.datasets.photo_folder import LabelledPhoto, PhotoFolderError, read_photo_folder


class UnreadablePhoto(Exception):
    """The photo cannot be read; the message gives the reason."""


class HeldOut(StrEnum):
    """Which photos are held out from training, by lab/training/data/split.py."""

    PHOTOGRAPHERS = "photographers"
    LABELS = "labels"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePhoto:
    """A photo and what is known of it. Except for the label, empty means unknown."""

    name: str
    label: str
    photographer: str
    title: str
    colour: str
    object: str
    """The id of the physical product, which other photos may show too."""
    data: Callable[[], bytes] = field(repr=False, compare=False)
    """Reads the file. Raises OSError."""

    def for_encoder(self, image_size: int) -> Image.Image:
        """Decode, reduced for an input of `image_size` pixels. Raises UnreadablePhoto."""
        with self._named():
            return decode_for_encoder(self.data(), image_size=image_size)

    def picture(self) -> Picture:
        """Decode as the shop does. Raises UnreadablePhoto."""
        with self._named():
            return decode_picture(self.data())

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except (OSError, PictureError) as error:
            raise UnreadablePhoto(f"{self.name} cannot be read: {error}") from error


def photos_of_folder(folder: Path, *, held_out: HeldOut | None = None) -> Sequence[SourcePhoto]:
    """Return the folder's photos, or only those that are held out by the given rule.

    Raises PhotoFolderError if there is none.
    """
    photos = [photo for photo in read_photo_folder(folder) if _is_wanted(photo, held_out)]
    if not photos:
        raise PhotoFolderError(f"{folder} has no photo of held-out {held_out}: measure all photos.")
    return [source_photo(photo) for photo in photos]


def _is_wanted(photo: LabelledPhoto, held_out: HeldOut | None) -> bool:
    match held_out:
        case HeldOut.PHOTOGRAPHERS:
            return photo.held_out
        case HeldOut.LABELS:
            return photo.has_held_out_label
        case None:
            return True


def source_photo(photo: LabelledPhoto) -> SourcePhoto:
    return SourcePhoto(
        name=photo.image,
        label=photo.label,
        photographer=photo.photographer,
        title=photo.title,
        colour=photo.colour,
        object=photo.object,
        data=photo.path.read_bytes,
    )
