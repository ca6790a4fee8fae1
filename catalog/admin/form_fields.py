"""Form fields that are stricter than Django's."""

from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, Final

from django import forms

from catalog.money import CURRENCIES
from catalog.remote.web_address import NO_CREDENTIALS, is_web_address

_WRITE_A_DATE: Final = "Write the date as 2026-12-24T18:00."


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


class MomentField(forms.CharField):
    """A date and time without a zone, as text in ISO 8601 with minutes."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(_WRITE_A_DATE) from error
        # The first and last year are left out, because not every time zone can say when that is.
        if moment.tzinfo or not MINYEAR < moment.year < MAXYEAR:
            raise forms.ValidationError(_WRITE_A_DATE)
        return moment.isoformat(timespec="minutes")
