"""Why bytes from a stranger are not usable as a photo. The messages are for that stranger."""

import struct
import zlib

from PIL import Image

# What Pillow and its codecs raise on damaged files (measured; the tests mutate files).
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
    """Not usable as a photo; the message says why and what to do."""


class UnsupportedPicture(PictureError):
    """Not one of the accepted formats (HTTP 415)."""


class BrokenPicture(PictureError):
    """An accepted format that cannot be decoded, or of an absurd size (HTTP 422)."""


class DecodingBusy(Exception):
    """No fault of the photo: so many are being decoded that it had to wait too long (HTTP 503)."""

    def __init__(self) -> None:
        super().__init__("Too many photos are being read just now. Please try again in a moment.")
