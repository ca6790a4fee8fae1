"""Bytes from a stranger to a picture that is safe to work with."""

from dataclasses import dataclass

from PIL.Image import Image


class PictureError(Exception):
    """Not usable as a photo; the message says why and what to do."""


class UnsupportedPicture(PictureError):
    """Not one of the accepted formats (HTTP 415)."""


class BrokenPicture(PictureError):
    """An accepted format that cannot be decoded, or of an absurd size (HTTP 422)."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded photo: RGB, upright, sRGB, without metadata."""

    image: Image
    sha256: str  # hex, of the decoded pixels


def decode_picture(data: bytes) -> Picture:
    """Decode JPEG, PNG, WebP, GIF, HEIC or AVIF. Raises PictureError."""
    raise NotImplementedError(len(data))
