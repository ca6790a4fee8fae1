"""Bytes from a stranger to a picture that is safe to work with: the one door for photos."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from catalog.pictures.crop import CropBox, InvalidCrop
from catalog.pictures.decoding import decode
from catalog.pictures.decoding_budget import BRIEFLY
from catalog.pictures.errors import (
    BrokenPicture,
    DecodingBusy,
    PictureError,
    UnsupportedPicture,
)
from catalog.pictures.sizes import MAX_SIDE, check_size, reduced_to

# Pixels of the shorter side for each of an encoder's own: shrinking a larger picture takes longer
# than encoding it does, and moves no vector farther than a cosine of 0.9998.
ENOUGH = 1.5

__all__ = [
    "BRIEFLY",
    "BrokenPicture",
    "CropBox",
    "DecodingBusy",
    "InvalidCrop",
    "Picture",
    "PictureError",
    "UnsupportedPicture",
    "decode_picture",
    "decode_to_embed",
    "reduced_to_embed",
]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded photo: RGB, upright, sRGB, without metadata, longest side at most 1600."""

    image: Image.Image
    sha256: str  # hex, of the file, and of what was cropped: equal ones show the same

    def to_jpeg(self, *, max_side: int = MAX_SIDE) -> bytes:
        """For storing: pixels alone, so no EXIF, no GPS position, nothing appended."""
        size = reduced_to(self.image.size, max_side)
        small = self.image if size == self.image.size else self.image.resize(size)
        file = io.BytesIO()
        small.save(file, "JPEG", quality=90)
        return file.getvalue()

    def cropped(self, box: CropBox) -> "Picture":
        """Raises InvalidCrop where too little would be left to recognise anything."""
        pixels = box.pixels(self.image.size)
        if pixels == (0, 0, *self.image.size):
            return self
        part = self.image.crop(pixels)
        try:
            check_size(part.size)
        except BrokenPicture as error:
            raise InvalidCrop(f"The crop is too small. {error}") from error
        return Picture(image=part, sha256=_digest(f"{self.sha256} {pixels}".encode()))


def decode_picture(data: bytes, *, patience: float | None = None) -> Picture:
    """Decode JPEG, PNG, WebP, GIF, HEIC or AVIF. Raises PictureError.

    Where other photos leave it no memory it waits: as long as it takes, or `patience` seconds, and
    then raises DecodingBusy.
    """
    return Picture(image=decode(data, patience=patience), sha256=_digest(data))


def decode_to_embed(data: bytes, *, side: int) -> Image.Image:
    """As `decode_picture`, for an encoder that looks at `side` pixels. Raises PictureError."""
    return reduced_to_embed(decode(data, enough=_enough(side)), side=side)


def reduced_to_embed(image: Image.Image, *, side: int) -> Image.Image:
    """By a whole factor, so that each new pixel is the mean of a square of old ones."""
    factor = min(image.size) // _enough(side)
    return image.reduce(factor) if factor > 1 else image


def _enough(side: int) -> int:
    return round(ENOUGH * side)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
