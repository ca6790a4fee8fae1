"""Fields that the API's requests need beyond the framework's."""

import base64
import binascii
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.problems import PayloadTooLarge
from catalog.pictures.picture import UnsupportedPicture

# Of a data URL, up to the comma: its type and parameters.
MAX_DATA_URL_HEAD = 200


# JSON lies in memory several times over while it is read; a form's file does not.
MAX_BASE64_PHOTO_BYTES = 15 * 1024 * 1024


def largest_base64_photo() -> int:
    """Bytes of the photo itself."""
    return min(MAX_BASE64_PHOTO_BYTES, int(settings.SHOP_MAX_PHOTO_BYTES))


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses what it does not know, so that a misspelt filter never widens a search."""

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
    """A list of texts; one alone may come without the brackets."""

    def __init__(self, *, max_length: int, item_length: int, **options: Any) -> None:
        child = serializers.CharField(max_length=item_length)
        super().__init__(child=child, max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value([data] if isinstance(data, str) else data)


@extend_schema_field({"type": "string", "contentEncoding": "base64"})
class Base64PhotoField(serializers.Field[bytes, str, str, Any]):
    """Plain base64 or a data URL, to bytes."""

    default_error_messages = {
        "not_text": "Send the photo as base64 text.",
        "not_base64": "This is not valid base64. Send the file's bytes in base64 or a data URL.",
    }

    def to_internal_value(self, data: Any) -> bytes:
        if not isinstance(data, str):
            self.fail("not_text")
        text = self._payload(data)
        # base64(1) and MIME wrap lines; b64decode takes that for damage.
        compact = text.encode("ascii", "replace").translate(None, b" \t\r\n")
        limit = largest_base64_photo()
        if len(compact) * 3 // 4 > limit + 2:
            raise PayloadTooLarge.photo(limit, fix="Send it as a form, or a smaller one.")
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
        kind, _, parameters = text[len("data:") : comma].lower().partition(";")
        if not kind.strip().startswith("image/"):
            raise UnsupportedPicture("The data URL holds no image. Send a JPEG, PNG or WebP photo.")
        if parameters.rpartition(";")[2].strip() != "base64":
            self.fail("not_base64")
        return text[comma + 1 :]
