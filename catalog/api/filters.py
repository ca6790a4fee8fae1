"""The filters of a search, checked field by field."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from catalog.api.fields import OneOrMany, StrictSerializer
from catalog.models import Availability
from catalog.search.query import MAX_ATTRIBUTES, MAX_VALUES


class AttributeName(serializers.CharField):
    def __init__(self) -> None:
        super().__init__(max_length=100)


class AttributesField(serializers.DictField):
    """{"color": ["blue", "navy"]}: any of the values of each name."""

    child = OneOrMany(max_length=MAX_VALUES, item_length=200, allow_empty=False)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            if len(data) > MAX_ATTRIBUTES:
                raise serializers.ValidationError([f"At most {MAX_ATTRIBUTES} attributes."])
            data = {AttributeName().run_validation(name): value for name, value in data.items()}
        return super().to_internal_value(data)


class FiltersSerializer(StrictSerializer):
    """All must hold; within one filter any of its values."""

    category = serializers.CharField(
        required=False, max_length=500, help_text='A path as in facets: "clothing/tops".'
    )
    price_min = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=Decimal(0)
    )
    price_max = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=Decimal(0)
    )
    brand = OneOrMany(required=False, max_length=MAX_VALUES, item_length=120)
    availability = OneOrMany(required=False, max_length=MAX_VALUES, item_length=20)
    merchant = OneOrMany(required=False, max_length=MAX_VALUES, item_length=120)
    attributes = AttributesField(required=False)

    def validate_availability(self, values: list[str]) -> list[str]:
        unknown = set(values) - set(Availability.values)
        if unknown:
            known = ", ".join(Availability.values)
            raise serializers.ValidationError([f"Unknown availability. Known are: {known}."])
        return values

    def validate(self, attrs: Any) -> Any:
        low, high = attrs.get("price_min"), attrs.get("price_max")
        if low is not None and high is not None and low > high:
            raise serializers.ValidationError({"price_min": ["Above price_max."]})
        return attrs
