"""The form of a feed's web address."""

from typing import Any, Final

from django import forms

from catalog.admin.base import ModelForm
from catalog.admin.form_fields import WebAddressField
from catalog.admin.missing_products import MissingFields
from catalog.admin.read_options_form import MARKS
from catalog.ingest.dialects.registry import dialect_choices
from catalog.ingest.feed_addresses.refusals import Entered, refusals
from catalog.ingest.formats.encodings import ENCODINGS
from catalog.models import FeedAddress, MissingScope
from catalog.money import CURRENCIES

READ_OPTIONS: Final = ("encoding", "currency", "decimal_mark")


def _currencies() -> list[tuple[str, str]]:
    return [("", "as in your merchant record"), *((code, code) for code in sorted(CURRENCIES))]


class FeedAddressForm(MissingFields, ModelForm[FeedAddress]):
    """A blank password keeps the one that is there, which is never shown."""

    address = WebAddressField(
        label="Web address",
        max_length=2000,
        widget=forms.URLInput(attrs={"class": "vLargeTextField"}),
        help_text="Of a file as you would upload it, such as "
        "https://shop.example/export/google.xml. It may be in gzip or a ZIP.",
    )
    username = forms.CharField(label="User name", max_length=200, required=False)
    password = forms.CharField(
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    dialect = forms.ChoiceField(label="Kind of table", choices=dialect_choices, required=False)
    encoding = forms.ChoiceField(choices=[("", "detected"), *ENCODINGS.items()], required=False)
    currency = forms.ChoiceField(
        label="Currency of prices without one", choices=_currencies, required=False
    )
    decimal_mark = forms.ChoiceField(label="Number format", choices=MARKS, required=False)

    class Meta:
        model = FeedAddress
        fields = (
            *("merchant", "name", "address", "every_hours", "username", "password"),
            *("dialect", "missing_action", "missing_scope"),
        )
        labels = {"every_hours": "Fetch it every … hours"}
        help_texts = {
            "name": "Its imports are called so. A file that you upload under this name counts as "
            "the same feed at another time.",
            "every_hours": "1 to 720. If it has not changed, nothing is imported.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.read_options
        self.initial.update({name: stored.get(name, "") for name in READ_OPTIONS})
        if self.instance.password and "password" in self.fields:
            self.fields["password"].help_text = (
                "One is stored, which is not shown. Leave this blank to keep it; remove the user "
                "name to remove both."
            )
        if action := self.fields.get("missing_action"):
            action.label = "Products that the feed no longer has"
        scope = self.fields.get("missing_scope")
        if isinstance(scope, forms.ChoiceField):
            scope.help_text = ""
            earlier = (MissingScope.FEED.value, "earlier files of this feed")
            scope.choices = [earlier, (MissingScope.MERCHANT.value, MissingScope.MERCHANT.label)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = ("name", "address", "username", "password")
        entered = Entered(**{name: cleaned.get(name) or "" for name in names})
        for field, message in refusals(entered, cleaned.get("merchant"), self.instance):
            self.add_error(field or None, message)
        cleaned["password"] = entered.password_to_keep(self.instance)
        return cleaned

    def read_options(self) -> dict[str, str]:
        """Return the valid form's choices, as in FeedAddress.read_options."""
        chosen = {name: self.cleaned_data.get(name, "") for name in READ_OPTIONS}
        return {name: value for name, value in chosen.items() if value}
