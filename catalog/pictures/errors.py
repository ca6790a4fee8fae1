"""Reasons to refuse a photo. The messages are for the shopper or merchant who sent it."""

import struct
import zlib

from django.utils.translation import gettext
from PIL import Image

# Raised by Pillow and its codecs on damaged files; found by mutating files, as the tests do.
DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    RuntimeError,
    EOFError,
    TypeError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class PictureError(Exception):
    """The file is not usable as a photo; the message says why and what to do."""


class UnsupportedPicture(PictureError):
    """The file has none of the accepted formats (HTTP 415)."""


class BrokenPicture(PictureError):
    """The file has an accepted format, but is damaged or of an unusable size (HTTP 422)."""


class DecodingBusy(Exception):
    """Other photos use all the memory for decoding; the photo itself may be fine (HTTP 503)."""

    def __init__(self) -> None:
        super().__init__(
            gettext("Too many photos are being processed right now. Please try again in a moment.")
        )
