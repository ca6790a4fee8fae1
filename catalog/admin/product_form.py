"""The form of a product. It applies the same rules as an import."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from catalog.admin.attribute_names import attribute_names
from catalog.admin.attribute_rows import AttributesField, TagsField, attributes_of, tags_of
from catalog.admin.form_fields import WebAddressField, checked_currency
from catalog.admin.named_category import NamedCategory
from catalog.admin.wall_time import WallTimeField, unless_unchanged
from catalog.ingest.dialects.cells import MAX_TEXT
from catalog.ingest.text import split_overlong_words
from catalog.models import LockableField, Merchant, Product

MAX_TITLE = Product._meta.get_field("title").max_length


class ProductForm(NamedCategory):
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
        labels = {"url": "Address", "gtin": "GTIN", "mpn": "MPN"}
        help_texts = {
            "external_id": "Files that you import recognise the product by it.",
            "url": "Of the product's page in your own shop.",
            "attributes": "A value may join several, as in navy/white.",
            "tags": "One on each line.",
            "sale_starts": "Until then, shoppers pay the price. Empty for at once.",
            "sale_ends": "From then on, shoppers pay the price. Empty for no end.",
        }
        field_classes = {
            "url": WebAddressField,
            "attributes": AttributesField,
            "tags": TagsField,
            "sale_starts": WallTimeField,
            "sale_ends": WallTimeField,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in (("title", MAX_TITLE), ("description", MAX_TEXT)):
            if field := self.fields.get(name):
                field.widget.attrs["data-counted"] = limit
        for name in ("sale_starts", "sale_ends"):
            if field := self.fields.get(name):
                field.help_text = f"In {self._time_zone()}. {field.help_text}"
        if field := self.fields.get("attributes"):
            field.widget.suggestions = partial(attribute_names, self._merchant_id())

    def _time_zone(self) -> str:
        known = self._merchant_id() is not None
        return timezone.get_current_timezone_name() if known else "the merchant's time zone"

    def _merchant_id(self) -> int | None:
        """None before one is chosen."""
        if self.instance.merchant_id or "merchant" not in self.fields:
            return self.instance.merchant_id
        merchant: Merchant | None = self.fields["merchant"].initial
        return merchant.pk if merchant else None

    def clean_description(self) -> str:
        description = split_overlong_words(self.cleaned_data["description"])
        if len(description) > MAX_TEXT:
            raise forms.ValidationError(f"Use at most {MAX_TEXT:,} characters.")
        return description

    def clean_currency(self) -> str:
        return checked_currency(self.cleaned_data["currency"], former=self.initial.get("currency"))

    def clean_attributes(self) -> dict[str, Any]:
        former = self.initial.get("attributes") or {}
        return attributes_of(self.cleaned_data["attributes"], former=former)

    def clean_tags(self) -> list[str]:
        return tags_of(self.cleaned_data["tags"], former=self.initial.get("tags") or ())

    def clean_sale_starts(self) -> datetime | None:
        return unless_unchanged(self.cleaned_data["sale_starts"], self.initial.get("sale_starts"))

    def clean_sale_ends(self) -> datetime | None:
        return unless_unchanged(self.cleaned_data["sale_ends"], self.initial.get("sale_ends"))

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
