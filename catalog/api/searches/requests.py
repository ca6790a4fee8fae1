"""Serializers of requests: the names, types and limits of their fields.

The checks that the results page makes too are in catalog/search/checked_query.py.
"""

from typing import Any

from rest_framework import serializers

from catalog.api.fields import Base64PhotoField, OneOrMany, StrictSerializer
from catalog.api.filters import FiltersSerializer
from catalog.api.strict_json import InvalidJson, parse_json
from catalog.search.query import MAX_EXCLUDED, MAX_ID, MAX_LIMIT, MAX_OFFSET, MAX_TEXT, Sort


class PageSerializer(StrictSerializer):
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_LIMIT)
    offset = serializers.IntegerField(required=False, min_value=0, max_value=MAX_OFFSET)


class TextSerializer(StrictSerializer):
    """Words, and how they are taken."""

    text = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,  # answers tell positions in the text as it was sent
        max_length=MAX_TEXT,
        help_text="Prices, kinds, attributes, exclusions and the like are read from it, and "
        "misspelt words corrected: see `understood` and `corrected_text` of the response.",
    )
    interpret = serializers.BooleanField(
        required=False,
        help_text="False takes the text as plain words: no prices, kinds or corrected spelling are "
        "read from it. True if it is left out.",
    )
    sort = serializers.ChoiceField(
        required=False,
        choices=[sort.value for sort in Sort],
        help_text='If it is left out, it is what the text asks for, such as "cheapest", or else '
        "relevance.",
    )


class ProductsSerializer(FiltersSerializer, TextSerializer, PageSerializer):
    pass


class CropSerializer(StrictSerializer):
    """The part of the photo to search with: top left corner and size, in fractions of the photo."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0, max_value=1)
    height = serializers.FloatField(min_value=0, max_value=1)


class SearchSerializer(TextSerializer, PageSerializer):
    """A search by photo or similar product, by text, or both. An empty one finds all products."""

    photo_base64 = Base64PhotoField(
        required=False, help_text="The photo file in base64, plain or as a data URL."
    )
    photo_id = serializers.UUIDField(
        required=False, help_text="The photo of an earlier search: `photo_id` of its response."
    )
    similar_to = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_ID, help_text="The id of a product to resemble."
    )
    exclude = OneOrMany(
        required=False,
        max_length=MAX_EXCLUDED,
        item_length=MAX_TEXT,
        help_text='What products must not have, such as ["stripes"].',
    )
    image_weight = serializers.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        help_text="From 0 (text only) to 1 (photo only). The shop chooses if it is left out.",
    )
    crop = CropSerializer(required=False)
    filters = FiltersSerializer(required=False)


class SearchFormSerializer(SearchSerializer):
    """A search as a form. `crop` and `filters` are JSON text, or "x,y,width,height" for `crop`."""

    # An empty file is a broken photo like any other, not a missing field.
    photo = serializers.FileField(required=False, allow_empty_file=True)

    def to_internal_value(self, data: Any) -> Any:
        structured = {
            name: _structured(name, data[name]) for name in ("crop", "filters") if name in data
        }
        return super().to_internal_value({**data, **structured})


class ClickSerializer(StrictSerializer):
    """The product that a shopper opened."""

    product_id = serializers.IntegerField(
        min_value=1, max_value=MAX_ID, help_text="The `id` of the product in the results."
    )


def _structured(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name == "crop" and value.count(",") == 3 and "{" not in value:
        return dict(zip(("x", "y", "width", "height"), value.split(","), strict=True))
    try:
        return parse_json(value)
    except InvalidJson as error:
        raise serializers.ValidationError({name: [str(error)]}) from error
