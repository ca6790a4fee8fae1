"""The bodies of suggestions: what to show, and what to search for if one is chosen."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.filters import FiltersSerializer
from catalog.search.query import MAX_VALUES
from catalog.search.suggestions import Kind, Suggestion


class MatchedSerializer(serializers.Serializer[Any]):
    start = serializers.IntegerField(help_text="In Unicode code points of `label`, from 0.")
    end = serializers.IntegerField(help_text="The character after the last one.")


class SuggestionSerializer(serializers.Serializer[Suggestion]):
    kind = serializers.ChoiceField(
        choices=[kind.value for kind in Kind],
        help_text="`search`: words that other shoppers have searched for; `attribute`: a value, "
        "perhaps within a category; `title`: a product.",
    )
    label = serializers.CharField(help_text="The text to show.")  # type: ignore[assignment]
    matched = MatchedSerializer(many=True, help_text="The parts of `label` to highlight.")
    count = serializers.IntegerField(
        allow_null=True,
        help_text="Products on sale, estimated in a large catalog; of a search, how often it was "
        "sent; of a product, null.",
    )
    text = serializers.SerializerMethodField(help_text="The words to search for. May be empty.")
    filters = serializers.SerializerMethodField(help_text="The filters to search with.")
    product_id = serializers.SerializerMethodField(
        help_text="The product to open; null if it is no `title`."
    )

    def get_text(self, suggestion: Suggestion) -> str:
        return suggestion.value if suggestion.kind is Kind.SEARCH else ""

    @extend_schema_field(FiltersSerializer)
    def get_filters(self, suggestion: Suggestion) -> dict[str, Any]:
        return _filters(suggestion)

    def get_product_id(self, suggestion: Suggestion) -> int | None:
        return int(suggestion.value) if suggestion.kind is Kind.TITLE else None


class SuggestionsSerializer(serializers.Serializer[Any]):
    suggestions = SuggestionSerializer(many=True, help_text="The best first.")


def _filters(suggestion: Suggestion) -> dict[str, Any]:
    """What narrows a search to the suggestion. Values that are spelt differently are one value."""
    category = {"category": suggestion.category} if suggestion.category else {}
    match suggestion.kind:
        case Kind.CATEGORY:
            return {"category": suggestion.value}
        case Kind.BRAND:  # found by any of its spellings
            return {"brand": [suggestion.value]}
        case Kind.ATTRIBUTE:
            values = [suggestion.value, *suggestion.spellings][:MAX_VALUES]
            name = suggestion.facet.removeprefix("attributes.")
            return {**category, "attributes": {name: values}}
    return {}
