"""Query parameters of products: browsed and searched in pages, or listed whole by cursor."""

from typing import Any

from rest_framework import serializers

from catalog.api.filters import FiltersSerializer
from catalog.api.products.pages import LISTED_FIELDS
from catalog.api.searches.requests import (
    AnswerSerializer,
    HitFields,
    PageSerializer,
    TextSerializer,
)
from catalog.search.list_cursor import MAX_CURSOR, START

# What ranks, cuts pages from a ranking, or counts what was ranked.
RANKED = ("text", "interpret", "sort", "offset", "facets")


class ProductsSerializer(FiltersSerializer, TextSerializer, AnswerSerializer, PageSerializer):
    cursor = serializers.CharField(
        required=False,
        max_length=MAX_CURSOR,
        help_text=f'Lists all products, in the order of their ids: "{START}" begins, and '
        "`next_cursor` of the response goes on. Without it, pages are cut from the best products.",
    )
    updated_since = serializers.DateTimeField(
        required=False,
        help_text="Lists the products that have been changed from this instant on. Only with "
        "`cursor`.",
    )
    details = serializers.BooleanField(
        required=False,
        help_text="Whether products are whole, as at their own address but without `variants`.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "fields": HitFields(LISTED_FIELDS)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "cursor" in attrs:
            message = "A list by `cursor` is not ranked. Leave this out, or leave out `cursor`."
            ranked = {name: [message] for name in RANKED if name in attrs}
            if ranked:
                raise serializers.ValidationError(ranked)
        elif "updated_since" in attrs:
            message = f"Changes are listed by cursor: send `cursor={START}` too."
            raise serializers.ValidationError({"updated_since": [message]})
        return attrs


class SimilarSerializer(AnswerSerializer, PageSerializer):
    """Which page of similar products, and how much of it."""
