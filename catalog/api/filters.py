"""The filters of a search: their names, types and limits."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxLengthValidator
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from catalog.api.fields import OneOrMany, StrictSerializer
from catalog.models import Availability
from catalog.search.query import MAX_ATTRIBUTES, MAX_VALUES

MAX_NAME, MAX_VALUE = 100, 200  # characters of an attribute
# A list of texts, because that is the only form of a query string with free names that all client
# generators write: they lose or garble objects. pages.py reads it.
ATTRIBUTES_PARAMETER = OpenApiParameter(
    name="attributes",
    type={
        "type": "array",
        "items": {"type": "string", "pattern": r"^[^:]*[^:\s][^:]*:[\s\S]*\S", "maxLength": 301},
        "maxItems": MAX_ATTRIBUTES * MAX_VALUES,
    },
    style="form",
    explode=True,
    description="Names and values, such as `attributes=color:blue`. Repeat it for other names, and "
    "for alternative values of a name.",
)


class AttributeName(serializers.CharField):
    def __init__(self) -> None:
        super().__init__(max_length=MAX_NAME)


class FilterValues(OneOrMany):
    """The values of a filter. An empty list is refused: every product would pass it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=1, max_length=MAX_VALUES, **options)


class AttributesField(serializers.DictField):
    """Attributes such as {"color": ["blue", "navy"]}. A product needs one value of each name."""

    child = FilterValues(item_length=MAX_VALUE)
    default_validators = [MaxLengthValidator(MAX_ATTRIBUTES)]
    default_error_messages = {
        # Braces stand for values in these messages, unless they are doubled.
        "not_a_dict": 'Send names with their values: {{"color": ["blue"]}}, or color:blue in a URL.'
    }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            if len(data) > MAX_ATTRIBUTES:
                raise serializers.ValidationError([f"At most {MAX_ATTRIBUTES} attributes."])
            data = {AttributeName().run_validation(name): value for name, value in data.items()}
        return super().to_internal_value(data)


class FiltersSerializer(StrictSerializer):
    """A product must match every filter. Where a filter has several values, any one is enough."""

    category = serializers.CharField(
        required=False,
        max_length=500,
        help_text='A path such as "clothing/tops", with everything below it.',
    )
    price_min = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=Decimal(0)
    )
    price_max = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=Decimal(0)
    )
    currency = serializers.RegexField(
        r"^[A-Z]{3}$",
        required=False,
        trim_whitespace=False,
        max_length=3,
        help_text="The ISO 4217 code of the currency that prices are compared in. Price bounds "
        "leave out products in other currencies, and sorting by price puts them last. If it is "
        "left out, it is the currency of most products.",
    )
    brand = FilterValues(required=False, item_length=120)
    availability = FilterValues(
        required=False, child=serializers.ChoiceField(choices=Availability.choices)
    )
    merchant = FilterValues(required=False, item_length=120)
    attributes = AttributesField(required=False)
