"""Bodies of requests about feed addresses."""

from typing import Any

from rest_framework import serializers

from catalog.api.merchant.imports.requests import ReadingSerializer
from catalog.models.feed_address import MAX_HOURS
from catalog.remote.web_address import MAX_URL, NO_CREDENTIALS, is_web_address


class FeedAddressFieldsSerializer(ReadingSerializer):
    """A web address from which the shop fetches a catalog file again and again."""

    name = serializers.CharField(required=False, max_length=120, help_text="Of its imports.")
    address = serializers.CharField(required=False, max_length=MAX_URL)
    every_hours = serializers.IntegerField(required=False, min_value=1, max_value=MAX_HOURS)
    username = serializers.CharField(required=False, allow_blank=True, max_length=200)
    password = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        max_length=200,
        help_text="It is never shown. Left out, the stored one stays; without `username`, it goes.",
    )

    def validate_address(self, address: str) -> str:
        if not is_web_address(address):
            raise serializers.ValidationError(f"Give an http or https address {NO_CREDENTIALS}.")
        return address


class FeedAddressSerializer(FeedAddressFieldsSerializer):
    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        for name in ("name", "address"):
            fields[name].required = True
        return fields
