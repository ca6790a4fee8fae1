"""A photo as text in base64."""

import base64
import binascii
import re
from typing import Any, Final

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.pictures.picture import UnsupportedPicture
from catalog.search.upload_limits import MB, PhotoTooLarge

# Characters of a data URL before its comma: the type and the parameters.
MAX_DATA_URL_HEAD: Final = 200
# Smaller than in a form, because reading JSON holds several copies of the photo in memory.
MAX_BASE64_PHOTO_BYTES: Final = 15 * MB
SCHEME: Final = re.compile(r"\s{0,100}data:", re.IGNORECASE)
URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")


def max_base64_photo_bytes() -> int:
    """Return the size limit of a photo sent in base64, in bytes after decoding."""
    return min(MAX_BASE64_PHOTO_BYTES, int(settings.SHOP_MAX_PHOTO_BYTES))


def base64_photo_too_large() -> PhotoTooLarge:
    fix = "Please send it as a form, or send a smaller one."
    return PhotoTooLarge(max_base64_photo_bytes(), fix=fix)


@extend_schema_field({"type": "string", "contentEncoding": "base64"})
class Base64PhotoField(serializers.Field[bytes, str, str, Any]):
    """A photo in base64 or base64url, plain or as a data URL. The value is the decoded bytes."""

    default_error_messages = {
        "not_text": "Send the photo as base64 text.",
        "not_base64": "This is not valid base64. Send the file's bytes in base64 or a data URL.",
    }

    def to_internal_value(self, data: Any) -> bytes:
        if not isinstance(data, str):
            self.fail("not_text")
        text = self._payload(data)
        # base64(1) and MIME wrap lines, which b64decode would refuse.
        compact = text.encode("ascii", "replace").translate(None, b" \t\r\n")
        if len(compact) * 3 // 4 > max_base64_photo_bytes() + 2:
            raise base64_photo_too_large()
        try:
            return base64.b64decode(_standard(compact), validate=True)
        except (binascii.Error, ValueError):
            self.fail("not_base64")

    def _payload(self, text: str) -> str:
        scheme = SCHEME.match(text)
        if scheme is None:
            return text
        start = scheme.end()
        comma = text.find(",", start, start + MAX_DATA_URL_HEAD)
        if comma < 0:
            self.fail("not_base64")
        media_type, _, parameters = text[start:comma].lower().partition(";")
        if not media_type.strip().startswith("image/"):
            raise UnsupportedPicture("The data URL holds no image. Send a JPEG, PNG or WebP photo.")
        if parameters.rpartition(";")[2].strip() != "base64":
            self.fail("not_base64")
        return text[comma + 1 :]


def _standard(text: bytes) -> bytes:
    """Rewrite base64url, which is often sent without its padding, as base64."""
    if b"-" not in text and b"_" not in text:
        return text
    return text.translate(URL_SAFE) + b"=" * (-len(text) % 4)
