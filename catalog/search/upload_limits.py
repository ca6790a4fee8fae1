"""Limits on the size of photos. A request that announces more is refused unread."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

MB = 1024 * 1024
# Room for the other fields and the multipart boundaries.
MAX_OTHER_BYTES = MB
# int() refuses very long numbers.
MAX_DIGITS = 20


class PhotoTooLarge(Exception):
    def __init__(self, max_bytes: int, *, fix: str = "") -> None:
        limit = gettext("Photos may have up to {size} MB.").format(size=max_bytes // MB)
        fix = fix or gettext("Please send a smaller one.")
        super().__init__(f"{limit} {fix}")


def refuse_large_body(meta: Mapping[str, Any], *, max_photo_bytes: int) -> None:
    """Raise PhotoTooLarge if the Content-Length in `meta`, request.META, is too large."""
    if announced_bytes(meta) > max_photo_bytes + MAX_OTHER_BYTES:
        raise PhotoTooLarge(max_photo_bytes)


def announced_bytes(meta: Mapping[str, Any]) -> int:
    """Return the Content-Length. As in Django, a value that is not a number counts as 0."""
    length = meta.get("CONTENT_LENGTH") or ""
    return int(length[:MAX_DIGITS]) if length.isascii() and length.isdigit() else 0
