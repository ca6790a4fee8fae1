"""The bodies of responses. Names are those of the models and of SearchPage."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.problem_body import MEDIA_TYPE
from catalog.models import Availability, Category, Merchant, Photo, Product, Search
from catalog.search.products import MAX_VARIANTS, variants_on_sale
from catalog.search.results import Facet, FacetValue, Hit, Match, SearchPage
from catalog.search.understanding.parts import Part, PartKind

PHOTO_NOT_STORED = "Your photo could not be kept, so only this page of results can be shown."


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    page: SearchPage
    next: str | None  # URL of the next page
    search: Search | None = None

    @classmethod
    def without_stored_photo(cls, page: SearchPage) -> "Results":
        """Return the results of a search that could not be saved: one page, expired at once."""
        notices = (*page.notices, PHOTO_NOT_STORED)
        search = Search(expires_at=timezone.now())
        return cls(page=replace(page, notices=notices), next=None, search=search)


@extend_schema_field(OpenApiTypes.URI)
class PhotoUrlField(serializers.FileField):
    """The absolute URL of a photo. Never null in the schema: every returned photo has a file."""


class PhotoSerializer(serializers.Serializer[Photo]):
    url = PhotoUrlField(source="file", read_only=True)
    alt = serializers.CharField()
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")


class CategorySerializer(serializers.Serializer[Category]):
    path = serializers.CharField(help_text="A value for the filter `category`.")
    name = serializers.CharField()


class MerchantSerializer(serializers.Serializer[Merchant]):
    slug = serializers.CharField(help_text="A value for the filter `merchant`.")
    name = serializers.CharField()


class CurrentPriceField(serializers.DecimalField):
    """The price at the instant `at` of the serializer's context."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, **options)

    def get_attribute(self, instance: Product) -> Decimal:
        return instance.price_at(self.context["at"])


class ProductSummarySerializer(serializers.Serializer[Product]):
    id = serializers.IntegerField()
    external_id = serializers.CharField(help_text="The merchant's own id.")
    title = serializers.CharField()
    url = serializers.CharField(
        help_text="The product's page in the merchant's shop. May be empty."
    )
    price = serializers.DecimalField(max_digits=12, decimal_places=2)
    sale_price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    sale_starts = serializers.DateTimeField(
        allow_null=True, help_text="The sale price holds from here on; null for no limit."
    )
    sale_ends = serializers.DateTimeField(
        allow_null=True, help_text="The sale price holds until right before; null for no limit."
    )
    current_price = CurrentPriceField(
        help_text="The sale price while the sale is on, or else the price."
    )
    currency = serializers.CharField(help_text='The ISO 4217 code, such as "EUR".')
    availability = serializers.ChoiceField(choices=Availability.choices)
    brand = serializers.CharField()
    category = CategorySerializer(allow_null=True)
    merchant = MerchantSerializer()


class VariantSerializer(serializers.Serializer[Product]):
    id = serializers.IntegerField()
    external_id = serializers.CharField()
    attributes = serializers.DictField()
    availability = serializers.ChoiceField(choices=Availability.choices)
    current_price = CurrentPriceField()
    currency = serializers.CharField()


class ProductSerializer(ProductSummarySerializer):
    group_id = serializers.CharField(help_text="The same for all variants of a product.")
    variants = serializers.SerializerMethodField(
        help_text=f"The variants on sale, including this product; at most {MAX_VARIANTS}."
    )
    description = serializers.CharField()
    gtin = serializers.CharField()
    mpn = serializers.CharField()
    attributes = serializers.DictField(help_text='Names and values, such as {"color": "blue"}.')
    tags = serializers.ListField(child=serializers.CharField())
    photos = PhotoSerializer(many=True)
    updated_at = serializers.DateTimeField()

    @extend_schema_field(VariantSerializer(many=True))
    def get_variants(self, product: Product) -> list[Any]:
        variants = variants_on_sale(product)
        return [VariantSerializer(variant, context=self.context).data for variant in variants]


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


class SearchResponseSerializer(ProductPageSerializer):
    id = serializers.UUIDField(source="search.id")
    photo_id = serializers.UUIDField(
        source="search.photo_id",
        allow_null=True,
        help_text="For another search with this photo.",
    )
    expires_at = serializers.DateTimeField(source="search.expires_at")


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """An error (RFC 9457)."""

    type = serializers.CharField(help_text='Always "about:blank". `status` tells the kind.')
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="The cause, and how to fix it.")
    errors = serializers.DictField(  # type: ignore[assignment]  # as `label` above
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text='Messages by field, such as {"filters.price_min": ["..."]}.',
    )
    request_id = serializers.CharField(
        required=False, help_text="Only in server errors: the id under which the error is logged."
    )


def problems(*statuses: int) -> Mapping[tuple[int, str], type[ProblemSerializer]]:
    """Return the problems that a view may answer with, for `responses` of @extend_schema."""
    return {(status, MEDIA_TYPE): ProblemSerializer for status in statuses}
