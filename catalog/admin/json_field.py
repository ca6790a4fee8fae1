import json
from typing import Any

from django import forms

MAX_CHARACTERS = 50_000


class ShortDecoder(json.JSONDecoder):
    """What Django's form field expects of a decoder: no other error than its own."""

    def decode(self, s: str, *args: Any) -> Any:
        if len(s) > MAX_CHARACTERS:
            raise json.JSONDecodeError("Too long", "", 0)
        try:
            return super().decode(s, *args)
        # Nested too deeply; a number of thousands of digits.
        except (RecursionError, ValueError) as error:
            raise json.JSONDecodeError(str(error), "", 0) from error


class JsonField(forms.JSONField):
    default_error_messages = {
        "invalid": f"Write valid JSON of at most {MAX_CHARACTERS:,} characters.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"decoder": ShortDecoder})
