"""The names, types and limits of what a client may send; also the schema's.

Checks that the results page shares are in catalog/search/checked_query.py.
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


class ProductsSerializer(FiltersSerializer, PageSerializer):
    text = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
    sort = serializers.ChoiceField(required=False, choices=[sort.value for sort in Sort])


class CropSerializer(StrictSerializer):
    """The part of the photo to search with, in fractions of its width and height."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0, max_value=1)
    height = serializers.FloatField(min_value=0, max_value=1)


class SearchSerializer(PageSerializer):
    """A photo or a product to resemble, text, or both; without any of them, all products."""

    photo_base64 = Base64PhotoField(
        required=False, help_text="The photo's bytes in base64, or a data URL."
    )
    photo_id = serializers.UUIDField(
        required=False, help_text="The photo of an earlier search: the `photo_id` it returned."
    )
    similar_to = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_ID, help_text="The id of a product."
    )
    text = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
    exclude = OneOrMany(
        required=False,
        max_length=MAX_EXCLUDED,
        item_length=MAX_TEXT,
        help_text='Such as ["stripes"].',
    )
    image_weight = serializers.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        help_text="Weight of the picture against the text. The engine chooses if it is left out.",
    )
    crop = CropSerializer(required=False)
    filters = FiltersSerializer(required=False)
    sort = serializers.ChoiceField(required=False, choices=[sort.value for sort in Sort])


class SearchFormSerializer(SearchSerializer):
    """As a form. `crop` and `filters` are JSON text; `crop` may also be "x,y,width,height"."""

    # An empty file is a broken photo like any other, not a missing field.
    photo = serializers.FileField(required=False, allow_empty_file=True)

    def to_internal_value(self, data: Any) -> Any:
        structured = {
            name: _structured(name, data[name]) for name in ("crop", "filters") if name in data
        }
        return super().to_internal_value({**data, **structured})


class ClickSerializer(StrictSerializer):
    product_id = serializers.IntegerField(
        min_value=1, max_value=MAX_ID, help_text="The id of the product that was opened."
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
