from typing import Any

from django import forms

from catalog.ingest.web_address import NO_CREDENTIALS, is_web_address


class WebAddressField(forms.URLField):
    """http and https only: Django's own also takes ftp, and would assume http."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https"} | kwargs)

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if address and not is_web_address(address):
            raise forms.ValidationError(f"Give an http or https address {NO_CREDENTIALS}.")
        return address
