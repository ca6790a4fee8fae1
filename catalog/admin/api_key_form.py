"""The forms of API keys."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

from catalog.admin.base import ModelForm
from catalog.keys.origins import InvalidOrigin, normalised
from catalog.models import ApiKey, KeyKind, Scope
from catalog.models.api_key import MAX_ORIGIN, MAX_ORIGINS

# Of a merchant, without revoked ones.
MAX_KEYS: Final = 50
EXPIRIES: Final = [("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "never")]
_YEAR: Final = "365"
_KIND_HELP: Final = (
    "Publishable keys are for apps and web pages, where anybody can read them: they only search. "
    "Secret keys are for a merchant's own server."
)


class OriginsField(forms.CharField):
    """Origins of web pages, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": MAX_ORIGINS * (MAX_ORIGIN + 2)} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).split()
        if len(lines) > MAX_ORIGINS:
            raise forms.ValidationError(f"{MAX_ORIGINS} origins are the limit of a key.")
        try:
            return list(dict.fromkeys(map(normalised, lines)))
        except InvalidOrigin as error:
            raise forms.ValidationError(str(error)) from error


def origins_field() -> OriginsField:
    return OriginsField(
        label="Allowed origins",
        required=False,
        help_text="Of web pages that use the key, one on each line, such as https://shop.example. "
        "Pages of other sites are refused. Apps send no origin, and need none here.",
    )


def scopes_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Of a secret key: only what its program needs. This cannot be changed later.",
    )


class KeyForm(ModelForm[ApiKey]):
    """Of a key that exists. What it allows never changes."""

    class Meta:
        model = ApiKey
        fields = ("name", "allowed_origins", "requests_per_minute", "address_requests_per_minute")
        help_texts = {
            "name": "What uses the key, such as “Stock system”.",
            "requests_per_minute": "Of all clients that use the key.",
            "address_requests_per_minute": "For publishable keys, so that nobody uses one up. "
            "Networks of mobile carriers have many people behind an address.",
        }


class NewKeyForm(KeyForm):
    expires_after = forms.ChoiceField(
        label="Expires after",
        choices=EXPIRIES,
        initial=_YEAR,
        required=False,
        help_text="Make another in time. A key in an app that people have installed should not "
        "expire.",
    )

    class Meta(KeyForm.Meta):
        fields = ("kind", "merchant", "scopes", *KeyForm.Meta.fields)  # type: ignore[assignment]
        help_texts = KeyForm.Meta.help_texts | {"kind": _KIND_HELP}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind", KeyKind.SECRET) == KeyKind.PUBLISHABLE:
            self._check_publishable(cleaned)
        else:
            self._check_secret(cleaned)
        return cleaned

    def expires_at(self) -> Any:
        """When the key of a valid form expires; None for never."""
        days = self.cleaned_data["expires_after"]
        return timezone.now() + timedelta(days=int(days)) if days else None

    def _check_publishable(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("merchant"):
            self.add_error("merchant", "A publishable key is of the whole shop: choose none.")
        cleaned["scopes"] = ApiKey.SHOPPING_SCOPES

    def _check_secret(self, cleaned: dict[str, Any]) -> None:
        merchant = cleaned.get("merchant")
        if merchant is None and "merchant" not in self.errors:
            self.add_error("merchant", "Choose the merchant whose products the key is for.")
        if not cleaned.get("scopes") and "scopes" not in self.errors:
            self.add_error("scopes", "Choose what the key allows.")
        if cleaned.get("allowed_origins"):
            self.add_error("allowed_origins", "Web pages must not have a secret key: leave it out.")
        if merchant and merchant.api_keys.filter(revoked_at=None).count() >= MAX_KEYS:
            self.add_error(None, f"{MAX_KEYS} keys are the limit. Revoke what is not used.")
