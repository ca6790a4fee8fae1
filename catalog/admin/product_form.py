"""The form of a product. It applies the same rules as an import."""

from decimal import Decimal

from django import forms

from catalog.admin.base import ModelForm
from catalog.admin.form_fields import JsonField, WebAddressField, checked_currency
from catalog.ingest.dialects.attributes import MAX_ATTRIBUTES, MAX_LENGTH, MAX_TAGS
from catalog.ingest.dialects.cells import MAX_TEXT
from catalog.ingest.text import split_overlong_words
from catalog.models import LockableField, Product


class ProductForm(ModelForm[Product]):
    locked_fields = forms.MultipleChoiceField(
        label="Keep from imports",
        choices=LockableField,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Imports leave these as they are, and tell you where the file has other values.",
    )

    class Meta:
        model = Product
        fields = "__all__"
        help_texts = {
            "sale_starts": "In UTC. Until then, shoppers pay the price. Empty for at once.",
            "sale_ends": "In UTC. From then on, shoppers pay the price. Empty for no end.",
        }
        field_classes = {"url": WebAddressField, "attributes": JsonField, "tags": JsonField}

    def clean_description(self) -> str:
        description = split_overlong_words(self.cleaned_data["description"])
        if len(description) > MAX_TEXT:
            raise forms.ValidationError(f"Use at most {MAX_TEXT:,} characters.")
        return description

    def clean_currency(self) -> str:
        return checked_currency(self.cleaned_data["currency"], former=self.initial.get("currency"))

    def clean_attributes(self) -> dict[str, str]:
        attributes = self.cleaned_data["attributes"] or {}
        if not isinstance(attributes, dict) or not all(map(_is_text, attributes.values())):
            raise forms.ValidationError('Write names and values as {"color": "blue"}.')
        if not all(map(_is_text, attributes)):
            raise forms.ValidationError("A name contains characters that cannot be stored.")
        _check_size([*attributes, *attributes.values()], max_count=2 * MAX_ATTRIBUTES)
        # As imports do, so that "Blue" and "blue" are one facet value.
        return {name.strip(): value.strip().lower() for name, value in attributes.items()}

    def clean_tags(self) -> list[str]:
        tags = self.cleaned_data["tags"] or []
        if not isinstance(tags, list) or not all(map(_is_text, tags)):
            raise forms.ValidationError('Write tags as ["summer", "sale"].')
        _check_size(tags, max_count=MAX_TAGS)
        return tags

    def clean_price(self) -> Decimal:
        price: Decimal = self.cleaned_data["price"]
        if price < 0:
            raise forms.ValidationError("A price cannot be negative.")
        return price

    def clean_sale_price(self) -> Decimal | None:
        sale: Decimal | None = self.cleaned_data["sale_price"]
        price: Decimal | None = self.cleaned_data.get("price")
        if sale is not None and (sale < 0 or (price is not None and sale > price)):
            raise forms.ValidationError("The sale price must lie between 0 and the price.")
        return sale


def _check_size(texts: list[str], *, max_count: int) -> None:
    if len(texts) > max_count or max(map(len, texts), default=0) > MAX_LENGTH:
        raise forms.ValidationError(
            f"At most {MAX_ATTRIBUTES} attributes or {MAX_TAGS} tags, each of at most "
            f"{MAX_LENGTH} characters."
        )


def _is_text(value: object) -> bool:
    """Whether a value is text that Postgres can store, without NUL characters."""
    return isinstance(value, str) and "\0" not in value
