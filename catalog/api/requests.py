"""What may be asked, checked field by field."""

from typing import Any

from rest_framework import serializers

from catalog.api.fields import Base64PhotoField, OneOrMany, StrictSerializer
from catalog.api.filters import FiltersSerializer
from catalog.api.strict_json import InvalidJson, parse_json
from catalog.models import Product
from catalog.search.query import (
    MAX_EXCLUDED,
    MAX_LIMIT,
    MAX_OFFSET,
    MAX_TEXT,
    SearchQuery,
    Sort,
)

MAX_BIGINT = 2**63 - 1
DEFAULT_LIMIT = SearchQuery().limit
PHOTO_SOURCES = ("photo", "photo_base64", "photo_id")


class PageSerializer(StrictSerializer):
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_LIMIT)
    offset = serializers.IntegerField(required=False, min_value=0, max_value=MAX_OFFSET)


class ProductsSerializer(FiltersSerializer, PageSerializer):
    q = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
    sort = serializers.ChoiceField(required=False, choices=[sort.value for sort in Sort])


class CropSerializer(StrictSerializer):
    """The part of the photo to search by, in fractions of its width and height."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0, max_value=1)
    height = serializers.FloatField(min_value=0, max_value=1)


class SearchSerializer(PageSerializer):
    """A photo and/or words and/or a product to resemble; with none of them, all products."""

    photo_base64 = Base64PhotoField(
        required=False, help_text="The photo's bytes in base64, or a data URL."
    )
    photo_id = serializers.UUIDField(
        required=False, help_text="The photo of an earlier search, from its answer."
    )
    similar_to = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_BIGINT, help_text="A product's id."
    )
    text = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
    exclude = OneOrMany(
        required=False,
        max_length=MAX_EXCLUDED,
        item_length=MAX_TEXT,
        help_text='As ["stripes"].',
    )
    image_weight = serializers.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        help_text="Share of the photo against the words. Left out, the engine chooses.",
    )
    crop = CropSerializer(required=False)
    filters = FiltersSerializer(required=False)
    sort = serializers.ChoiceField(required=False, choices=[sort.value for sort in Sort])

    def validate_similar_to(self, value: int) -> int:
        if not Product.objects.on_sale().filter(pk=value).exists():
            raise serializers.ValidationError(["No such product is on sale."])
        return value

    def validate(self, attrs: Any) -> Any:
        sources = [name for name in PHOTO_SOURCES if name in attrs]
        if len(sources) > 1:
            message = f"Send one photo only: {' or '.join(sources)}."
            raise serializers.ValidationError({name: [message] for name in sources})
        if sources and "similar_to" in attrs:
            message = f"A search resembles either a product or a photo: leave out {sources[0]}."
            raise serializers.ValidationError({"similar_to": [message]})
        if "crop" in attrs and not sources:
            raise serializers.ValidationError({"crop": ["There is no photo to crop."]})
        return attrs


class SearchFormSerializer(SearchSerializer):
    """The same as a form. `crop` and `filters` are JSON text; `crop` also "x,y,width,height"."""

    # Empty is a broken photo like any other, not a missing field.
    photo = serializers.FileField(required=False, allow_empty_file=True)

    def to_internal_value(self, data: Any) -> Any:
        structured = {
            name: _structured(name, data[name]) for name in ("crop", "filters") if name in data
        }
        return super().to_internal_value({**data, **structured})


class ClickSerializer(StrictSerializer):
    product = serializers.IntegerField(
        min_value=1, max_value=MAX_BIGINT, help_text="The id of the product that was opened."
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
