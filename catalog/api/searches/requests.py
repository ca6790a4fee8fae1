"""Serializers of requests: the names, types and limits of their fields.

The checks that the results page makes too are in catalog/search/checked_query.py.
"""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from catalog.api.fields import OneOrMany, StrictSerializer
from catalog.api.filters import FiltersSerializer
from catalog.api.json_types import PlainText
from catalog.api.photos.photo_file import PhotoFileField
from catalog.api.searches.hit_fields import HIT_FIELDS
from catalog.api.searches.photo_requests import ExampleSerializer, PhotoSourceSerializer
from catalog.api.strict_json import InvalidJson, parse_json
from catalog.search.query import (
    MAX_EXCLUDED,
    MAX_ID,
    MAX_LIMIT,
    MAX_OFFSET,
    MAX_PHOTOS,
    MAX_TEXT,
    MAX_UNLIKE,
    FacetDetail,
    Sort,
)

# Fields of a form that are JSON text.
STRUCTURED = ("crop", "filters", "photos")
MAX_FIELDS = 30


class HitFields(serializers.ListField):
    """Names of parts of a result. A single one is read as a list of one."""

    def __init__(self, names: Sequence[str] = HIT_FIELDS) -> None:
        super().__init__(
            child=serializers.ChoiceField(choices=names),
            required=False,
            min_length=1,
            max_length=MAX_FIELDS,
            help_text='Which parts of a result come back, such as ["product.title", "photo"]. The '
            "`id` of the product always does; all of it comes if this is left out.",
        )

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value([data] if isinstance(data, PlainText) else data)


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


class AnswerSerializer(StrictSerializer):
    """How much comes back."""

    facets = serializers.ChoiceField(
        required=False,
        choices=[detail.value for detail in FacetDetail],
        help_text="`names` leaves out the values of facets, and `none` all of them; neither is "
        "then computed. `all` if it is left out; the URL in `next` says `none`.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # Not declared like the others: in REST framework, `fields` are those of the serializer.
        return {**super().get_fields(), "fields": HitFields()}


class SearchSerializer(PhotoSourceSerializer, TextSerializer, AnswerSerializer, PageSerializer):
    """A search by photos or similar products, by text, or both. An empty one finds all products."""

    photos = serializers.ListField(
        required=False,
        child=ExampleSerializer(),
        min_length=1,
        max_length=MAX_PHOTOS,
        help_text="Several photos to resemble, which are searched by as one.",
    )
    similar_to = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_ID, help_text="The id of a product to resemble."
    )
    unlike = serializers.ListField(
        required=False,
        child=serializers.IntegerField(min_value=1, max_value=MAX_ID),
        max_length=MAX_UNLIKE,
        help_text="The ids of products that results should not look like.",
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
    filters = FiltersSerializer(required=False)


class SearchFormSerializer(SearchSerializer):
    """A search as a form. Lists and objects are JSON text, or "x,y,width,height" for `crop`."""

    photo = PhotoFileField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        structured = {name: _structured(name, data[name]) for name in STRUCTURED if name in data}
        if isinstance(data.get("unlike"), str):
            structured["unlike"] = [data["unlike"]]
        return super().to_internal_value({**data, **structured})


def _structured(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name == "crop" and value.count(",") == 3 and "{" not in value:
        edges = map(PlainText, value.split(","))
        return dict(zip(("x", "y", "width", "height"), edges, strict=True))
    try:
        return parse_json(value)
    except InvalidJson as error:
        raise serializers.ValidationError({name: [str(error)]}) from error
