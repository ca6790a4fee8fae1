"""Why bytes from a stranger are not usable as a photo. The messages are for that stranger."""


class PictureError(Exception):
    """Not usable as a photo; the message says why and what to do."""


class UnsupportedPicture(PictureError):
    """Not one of the accepted formats (HTTP 415)."""


class BrokenPicture(PictureError):
    """An accepted format that cannot be decoded, or of an absurd size (HTTP 422)."""
