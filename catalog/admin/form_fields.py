"""Form fields that are stricter than Django's."""

import json
from typing import Any

from django import forms

from catalog.ingest.web_address import NO_CREDENTIALS, is_web_address
from catalog.money import CURRENCIES

MAX_JSON_CHARACTERS = 50_000


class BoundedDecoder(json.JSONDecoder):
    """A decoder that limits its input, and raises only JSONDecodeError for bad input.

    forms.JSONField handles no other error.
    """

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
    """A URL field for http and https only.

    Django's own field also accepts ftp, and puts http:// before an address without a scheme.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https"} | kwargs)

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if address and not is_web_address(address):
            raise forms.ValidationError(f"Give an http or https address {NO_CREDENTIALS}.")
        return address


def checked_currency(text: str, *, former: object) -> str:
    """Return the code of a currency. One that has been withdrawn may stay until it is changed.

    Raises ValidationError.
    """
    currency = text.upper()
    if currency not in CURRENCIES and currency != former:
        raise forms.ValidationError("Give the code of a currency of ISO 4217, such as EUR.")
    return currency
