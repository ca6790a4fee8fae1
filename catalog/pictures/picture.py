"""The entry point for photos: turns a stranger's bytes into a picture that is safe to work with."""

import hashlib
import io
from dataclasses import dataclass

from django.utils.translation import gettext
from PIL import Image

from catalog.pictures.crop import CropBox, InvalidCrop
from catalog.pictures.decoding import decode
from catalog.pictures.decoding_budget import QUEUE_TIMEOUT
from catalog.pictures.errors import BrokenPicture, DecodingBusy, PictureError, UnsupportedPicture
from catalog.pictures.sizes import MAX_SIDE, check_size, fit_within

# A picture for an encoder keeps a shorter side of at least this times the encoder's input size.
# Resizing a larger picture takes longer than encoding it. With this factor, the cosine between the
# vectors of the reduced and of the full picture is at least 0.9998.
OVERSAMPLING = 1.5

__all__ = [
    "QUEUE_TIMEOUT",
    "BrokenPicture",
    "CropBox",
    "DecodingBusy",
    "InvalidCrop",
    "Picture",
    "PictureError",
    "UnsupportedPicture",
    "decode_for_encoder",
    "decode_picture",
    "reduce_for_encoder",
]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded photo: RGB, upright, sRGB, without metadata, longer side at most 1600 pixels."""

    image: Image.Image
    sha256: str  # hex, of the file and its crop; with equal hashes, pixels are equal

    def to_jpeg(self, *, max_side: int = MAX_SIDE) -> bytes:
        """Encode for storage: pixels only, so no EXIF, no GPS position, no appended data."""
        size = fit_within(self.image.size, max_side)
        small = self.image if size == self.image.size else self.image.resize(size)
        file = io.BytesIO()
        small.save(file, "JPEG", quality=90)
        return file.getvalue()

    def crop(self, box: CropBox) -> "Picture":
        """The part of the picture in `box`.

        Raises InvalidCrop if it is too small to recognise anything.
        """
        pixels = box.to_pixels(self.image.size)
        if pixels == (0, 0, *self.image.size):
            return self
        part = self.image.crop(pixels)
        try:
            check_size(part.size)
        except BrokenPicture as error:
            message = gettext("The crop is too small.")
            raise InvalidCrop(f"{message} {error}") from error
        return Picture(image=part, sha256=_digest(f"{self.sha256} {pixels}".encode()))


def decode_picture(data: bytes, *, timeout: float | None = None) -> Picture:
    """Decode JPEG, PNG, WebP, GIF, HEIC or AVIF. Raises PictureError.

    While other photos use the memory for decoding, waits at most `timeout` seconds and then raises
    DecodingBusy. None waits without limit.
    """
    return Picture(image=decode(data, timeout=timeout), sha256=_digest(data))


def decode_for_encoder(data: bytes, *, image_size: int) -> Image.Image:
    """Decode, reduced for an encoder with an input of `image_size` pixels. Raises PictureError."""
    min_side = _oversampled(image_size)
    return reduce_for_encoder(decode(data, min_side=min_side), image_size=image_size)


def reduce_for_encoder(image: Image.Image, *, image_size: int) -> Image.Image:
    """Shrink towards an encoder's input of `image_size` pixels, by an integer factor.

    Each new pixel is the mean of a square of old ones. Small images are returned as they are.
    """
    factor = min(image.size) // _oversampled(image_size)
    return image.reduce(factor) if factor > 1 else image


def _oversampled(image_size: int) -> int:
    return round(OVERSAMPLING * image_size)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
