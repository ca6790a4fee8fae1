"""Bodies of requests about a merchant's products: the names, types and limits of fields.

Texts that are only too long for the catalog are cut by the import, with a warning. The limits here
are those of a request.
"""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.fields import OneOrMany, StrictSerializer
from catalog.api.filters import AttributeName
from catalog.api.merchant.pages import ListSerializer
from catalog.ingest.dialects.attributes import MAX_ATTRIBUTES, MAX_TAGS
from catalog.ingest.dialects.cells import MAX_KEY
from catalog.ingest.feed_row import MAX_PHOTOS
from catalog.ingest.items.upsert import MAX_ITEMS
from catalog.models import Availability, WorkState
from catalog.remote.web_address import MAX_URL

# Characters.
MAX_LINE: Final = 1_000
MAX_DESCRIPTION: Final = 100_000
MAX_ALT: Final = 300


def _clearable(length: int = MAX_LINE, **options: Any) -> serializers.CharField:
    """A text that null and "" clear."""
    return serializers.CharField(
        required=False, allow_null=True, allow_blank=True, max_length=length, **options
    )


def _amount(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0, **options
    )


class PhotoAddressSerializer(StrictSerializer):
    """A photo by its address in the web, from which the shop fetches it."""

    source_url = serializers.CharField(max_length=MAX_URL, help_text="An http or https address.")
    alt = _clearable(MAX_ALT, help_text="What it shows, for those who cannot see it.")


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": ["string", "null"], "maxLength": MAX_LINE},
        "maxProperties": MAX_ATTRIBUTES,
        "description": 'Names and values, as {"color": "blue"}. They take the place of all that '
        "the product has.",
    }
)
class ProductAttributesField(serializers.DictField):
    child = serializers.CharField(allow_blank=True, allow_null=True, max_length=MAX_LINE)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            if len(data) > MAX_ATTRIBUTES:
                raise serializers.ValidationError([f"At most {MAX_ATTRIBUTES} attributes."])
            data = {AttributeName().run_validation(name): value for name, value in data.items()}
        return super().to_internal_value(data)


class ProductFieldsSerializer(StrictSerializer):
    """What a program says about a product. What it leaves out stays; null clears a field."""

    null_means_absent = False

    title = serializers.CharField(required=False, max_length=MAX_LINE)
    description = _clearable(MAX_DESCRIPTION, help_text="Plain text; markup is removed.")
    url = _clearable(MAX_URL, help_text="The product's page in the merchant's shop.")
    price = _amount()
    sale_price = _amount(
        allow_null=True, help_text="null ends the sale. One that is not below the price does, too."
    )
    sale_starts = serializers.DateTimeField(
        required=False, allow_null=True, help_text="With an offset from UTC; else it is in UTC."
    )
    sale_ends = serializers.DateTimeField(required=False, allow_null=True)
    currency = serializers.RegexField(
        r"^[A-Z]{3}$",
        required=False,
        max_length=3,
        help_text="The ISO 4217 code, beside a price. Without it, prices are in the currency that "
        "the product has; those of a new product in the merchant's.",
    )
    availability = serializers.ChoiceField(choices=Availability.choices, required=False)
    active = serializers.BooleanField(
        required=False, help_text="If false, shoppers do not find the product."
    )
    brand = _clearable()
    gtin = _clearable()
    mpn = _clearable()
    group_id = _clearable(MAX_KEY, help_text="Variants of one product share it.")
    category = _clearable(
        help_text='Names from the root, as "Clothing > Shirts". New ones are added to the tree.'
    )
    attributes = ProductAttributesField(required=False, allow_null=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=MAX_LINE),
        required=False,
        allow_null=True,
        max_length=MAX_TAGS,
        help_text="They take the place of all that the product has.",
    )
    photos = serializers.ListField(
        child=PhotoAddressSerializer(),
        required=False,
        allow_null=True,
        max_length=MAX_PHOTOS,
        help_text="In their order. Other photos that the product has by an address are removed; "
        "those that were sent as files stay.",
    )


class ProductItemSerializer(ProductFieldsSerializer):
    """A product to create or to change: the one with this id."""

    external_id = serializers.CharField(max_length=MAX_KEY, help_text="The merchant's own id.")


class UpsertSerializer(StrictSerializer):
    """At most 500 products. Each is read by itself, so that a bad one costs no other."""

    products = serializers.ListField(
        child=ProductItemSerializer(), allow_empty=False, max_length=MAX_ITEMS
    )


class UpsertEnvelopeSerializer(StrictSerializer):
    """The same with products that are not read yet."""

    products = serializers.ListField(
        child=serializers.JSONField(allow_null=True), allow_empty=False, max_length=MAX_ITEMS
    )


class DeleteSerializer(StrictSerializer):
    external_ids = serializers.ListField(
        child=serializers.CharField(max_length=MAX_KEY), allow_empty=False, max_length=MAX_ITEMS
    )


class OwnProductsSerializer(ListSerializer):
    external_id = OneOrMany(
        required=False, max_length=100, item_length=MAX_KEY, help_text="Only these products."
    )
    active = serializers.BooleanField(required=False, allow_null=True, default=None)
    indexing = serializers.ChoiceField(
        choices=WorkState.choices, required=False, help_text="Only products in this state."
    )
