"""The bodies of results. Names are those of SearchPage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils import timezone
from rest_framework import serializers

from catalog.api.photos.responses import BoxSerializer, RegionSerializer
from catalog.api.products.responses import PhotoSerializer, ProductSummarySerializer
from catalog.api.searches.hit_fields import chosen
from catalog.models import Search
from catalog.search.photo_content import Region, known_content
from catalog.search.query import SearchQuery, StoredPart
from catalog.search.results import Facet, FacetValue, Hit, Match, SearchPage
from catalog.search.understanding.parts import Part, PartKind

PHOTO_NOT_STORED = "Your photo could not be kept, so only this page of results can be shown."


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    page: SearchPage
    next: str | None  # URL of the next page
    search: Search | None = None
    photos: Sequence[StoredPart] = ()
    regions: Sequence[Region] | None = None  # of the first photo; None if they are not known

    @classmethod
    def without_stored_photo(cls, page: SearchPage) -> "Results":
        """Return the results of a search that could not be saved: one page, expired at once."""
        notices = (*page.notices, PHOTO_NOT_STORED)
        search = Search(expires_at=timezone.now())
        return cls(page=replace(page, notices=notices), next=None, search=search)

    @classmethod
    def of_search(
        cls, page: SearchPage, query: SearchQuery, search: Search, next_url: str | None
    ) -> "Results":
        photos = [photo.stored for photo in query.photos if photo.stored]
        content = known_content(photos[0].photo_id) if photos else None
        return cls(
            page=page,
            next=next_url,
            search=search,
            photos=photos,
            regions=content.regions if content else None,
        )


class HitSerializer(serializers.Serializer[Hit]):
    product = ProductSummarySerializer()
    photo = PhotoSerializer(
        allow_null=True, help_text="The product's photo that fits the search best."
    )
    score = serializers.FloatField(
        help_text="In standard deviations above unrelated products, with the boosts of the shop's "
        "rules; 0 when browsing without any."
    )
    match = serializers.ChoiceField(
        choices=[match.value for match in Match],
        allow_null=True,
        help_text="How good the match is, whatever the shop's rules add; null when browsing, or in "
        "a catalog too small to judge.",
    )
    rule_boost = serializers.FloatField(
        help_text="What the shop's merchandising rules add to the score, or take from it."
    )
    pinned = serializers.BooleanField(
        source="is_pinned", help_text="Whether a merchandising rule shows it first."
    )


def _make_optional(serializer: serializers.Serializer[Any], *, but: str) -> None:
    for name, field in serializer.fields.items():
        field.required = name == but


class ChosenProductSerializer(ProductSummarySerializer):
    """A product of a result, of which `fields` may leave out all but the `id`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _make_optional(self, but="id")


class ChosenHitSerializer(HitSerializer):
    """A result, of which `fields` may leave out all but the `id` of its product."""

    product = ChosenProductSerializer()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _make_optional(self, but="product")

    def to_representation(self, instance: Hit) -> dict[str, Any]:
        whole = super().to_representation(instance)
        fields = self.context.get("fields")
        return whole if fields is None else chosen(whole, fields)


class FacetValueSerializer(serializers.Serializer[FacetValue]):
    value = serializers.CharField(help_text="The value to send in the filter.")
    # In REST framework, `label` is an attribute of every field; here it is a field.
    label = serializers.CharField(help_text="The text to show.")  # type: ignore[assignment]
    count = serializers.IntegerField(
        help_text="The total of the search with this value. If `similar`, all that it lists."
    )
    selected = serializers.BooleanField()
    similar = serializers.BooleanField(
        source="is_similar",
        help_text="Whether no match has the value, only products that follow the matches. Its "
        "count is a lower bound where products were not ranked.",
    )


class FacetSerializer(serializers.Serializer[Facet]):
    key = serializers.CharField(
        help_text='Which filter takes the values: "brand", "attributes.color" and so on.'
    )
    label = serializers.CharField(help_text="The name to show.")  # type: ignore[assignment]
    values = FacetValueSerializer(many=True)
    relation = serializers.SerializerMethodField(
        help_text="Whether the counts are exact or lower bounds."
    )

    def get_relation(self, facet: Facet) -> Literal["exact", "at_least"]:
        return "at_least" if facet.counts_are_lower_bounds else "exact"


class TotalSerializer(serializers.Serializer[SearchPage]):
    value = serializers.IntegerField(source="total")
    relation = serializers.SerializerMethodField()

    def get_relation(self, page: SearchPage) -> Literal["exact", "at_least"]:
        return "at_least" if page.total_is_lower_bound else "exact"


class UnderstoodSerializer(serializers.Serializer[Part]):
    """A part of the text that was understood, and is in effect: filters and `sort` override it."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in PartKind])
    label = serializers.CharField(  # type: ignore[assignment]
        help_text='The text to show, such as "up to €15.00".'
    )
    start = serializers.IntegerField(
        source="span.start",
        help_text="Its first character in the text, as it was sent, counted from 0 in Unicode "
        "code points.",
    )
    end = serializers.IntegerField(source="span.end", help_text="The character after its last one.")
    text_without = serializers.CharField(
        help_text="The text without this part: search for it to take the part away. May be empty."
    )


class ProductPageSerializer(serializers.Serializer[Results]):
    total = TotalSerializer(source="page")
    next = serializers.URLField(
        allow_null=True, help_text="URL of the next page; null on the last."
    )
    nothing_suitable = serializers.BooleanField(
        source="page.nothing_suitable",
        help_text="True if no product on any page is a close or strong match, nor of the kind that "
        "the text names.",
    )
    notices = serializers.ListField(
        source="page.notices", child=serializers.CharField(), help_text="Sentences to show."
    )
    understood = UnderstoodSerializer(
        source="page.understood", many=True, help_text="What was read from the text, in its order."
    )
    corrected_text = serializers.CharField(
        source="page.understanding.corrected",
        help_text="The text that was searched for instead, if words were misspelt; else empty. "
        "`interpret: false` searches for the text as it is.",
    )
    results = HitSerializer(source="page.hits", many=True)
    facets = FacetSerializer(source="page.facets", many=True)


class StoredPartSerializer(serializers.Serializer[StoredPart]):
    """A photo that was searched by."""

    photo_id = serializers.UUIDField()
    crop = BoxSerializer(allow_null=True, help_text="The part of it; null for all of it.")


class SearchResponseSerializer(ProductPageSerializer):
    id = serializers.UUIDField(source="search.id")
    photo_id = serializers.UUIDField(
        source="search.photo_id",
        allow_null=True,
        help_text="For another search with this photo, the first of several.",
    )
    expires_at = serializers.DateTimeField(source="search.expires_at")
    photos = StoredPartSerializer(many=True, help_text="The shopper's photos, and their parts.")
    regions = RegionSerializer(
        many=True,
        allow_null=True,
        help_text="Of the first photo. Null until GET or POST of the photo has looked for them.",
    )
    results = ChosenHitSerializer(source="page.hits", many=True)
