"""Request fields that Django REST framework lacks, and a serializer that refuses unknown ones."""

import base64
import binascii
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.pictures.picture import UnsupportedPicture
from catalog.search.upload_limits import MB, PhotoTooLarge

# Characters of a data URL before its comma: the type and the parameters.
MAX_DATA_URL_HEAD = 200
# Smaller than in a form, because reading JSON holds several copies of the photo in memory.
MAX_BASE64_PHOTO_BYTES = 15 * MB


def max_base64_photo_bytes() -> int:
    """Return the size limit of a photo sent in base64, in bytes after decoding."""
    return min(MAX_BASE64_PHOTO_BYTES, int(settings.SHOP_MAX_PHOTO_BYTES))


def base64_photo_too_large() -> PhotoTooLarge:
    fix = "Please send it as a form, or send a smaller one."
    return PhotoTooLarge(max_base64_photo_bytes(), fix=fix)


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that refuses unknown fields, so that a misspelt filter never widens a search."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if _is_object(data) else []
        if unknown:
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {str(name): [f"Unknown field. Known are: {known}."] for name in unknown[:10]}
            )
        return super().to_internal_value(data)


def _is_object(data: object) -> bool:
    return isinstance(data, dict)


class OneOrMany(serializers.ListField):
    """A list of texts. A single text is read as a list of one."""

    def __init__(self, *, max_length: int, item_length: int, **options: Any) -> None:
        child = serializers.CharField(max_length=item_length)
        super().__init__(child=child, max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value([data] if isinstance(data, str) else data)


@extend_schema_field({"type": "string", "contentEncoding": "base64"})
class Base64PhotoField(serializers.Field[bytes, str, str, Any]):
    """A photo in base64, plain or as a data URL. The value is the decoded bytes."""

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
            return base64.b64decode(compact, validate=True)
        except (binascii.Error, ValueError):
            self.fail("not_base64")

    def _payload(self, text: str) -> str:
        if not text.startswith("data:"):
            return text
        comma = text.find(",", 0, MAX_DATA_URL_HEAD)
        if comma < 0:
            self.fail("not_base64")
        media_type, _, parameters = text[len("data:") : comma].lower().partition(";")
        if not media_type.strip().startswith("image/"):
            raise UnsupportedPicture("The data URL holds no image. Send a JPEG, PNG or WebP photo.")
        if parameters.rpartition(";")[2].strip() != "base64":
            self.fail("not_base64")
        return text[comma + 1 :]
