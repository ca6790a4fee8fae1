"""Form fields that are stricter than Django's."""

import json
from typing import Any

from django import forms

from catalog.ingest.web_address import NO_CREDENTIALS, is_web_address

MAX_JSON_CHARACTERS = 50_000


class BoundedDecoder(json.JSONDecoder):
    """Raises JSONDecodeError for every bad input, the only error that forms.JSONField handles."""

    def decode(self, s: str, *args: Any) -> Any:
        if len(s) > MAX_JSON_CHARACTERS:
            raise json.JSONDecodeError("Too long", "", 0)
        try:
            return super().decode(s, *args)
        # Nested too deeply, or a number of thousands of digits.
        except (RecursionError, ValueError) as error:
            raise json.JSONDecodeError(str(error), "", 0) from error


class JsonField(forms.JSONField):
    default_error_messages = {
        "invalid": f"Write valid JSON of at most {MAX_JSON_CHARACTERS:,} characters.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"decoder": BoundedDecoder})


class WebAddressField(forms.URLField):
    """Only http and https. Django's field also takes ftp, and adds http:// where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https"} | kwargs)

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if address and not is_web_address(address):
            raise forms.ValidationError(f"Give an http or https address {NO_CREDENTIALS}.")
        return address
