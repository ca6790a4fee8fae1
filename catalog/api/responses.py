"""What is answered. Names are those of the models and of SearchPage."""

from dataclasses import dataclass
from typing import Any, Literal

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Availability, Category, Merchant, Photo, Product, Search
from catalog.search.results import Facet, FacetValue, Hit, Match, SearchPage

MOST_VARIANTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    page: SearchPage
    next: str | None  # the URL of the next page
    search: Search | None = None


@extend_schema_field(OpenApiTypes.URI)
class PhotoUrlField(serializers.FileField):
    """Absolute, and never null: only photos with a file are answered."""


class PhotoSerializer(serializers.Serializer[Photo]):
    url = PhotoUrlField(source="file", read_only=True)
    alt = serializers.CharField()
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")


class CategorySerializer(serializers.Serializer[Category]):
    path = serializers.CharField(help_text="What the filter `category` takes.")
    name = serializers.CharField()


class MerchantSerializer(serializers.Serializer[Merchant]):
    slug = serializers.CharField(help_text="What the filter `merchant` takes.")
    name = serializers.CharField()


class ProductSummarySerializer(serializers.Serializer[Product]):
    id = serializers.IntegerField()
    external_id = serializers.CharField(help_text="The merchant's own id.")
    title = serializers.CharField()
    url = serializers.CharField(help_text="Its page in the merchant's shop; may be empty.")
    price = serializers.DecimalField(max_digits=12, decimal_places=2)
    sale_price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    current_price = serializers.DecimalField(
        max_digits=12, decimal_places=2, help_text="What the shopper pays."
    )
    currency = serializers.CharField(help_text="ISO 4217.")
    availability = serializers.ChoiceField(choices=Availability.choices)
    brand = serializers.CharField()
    category = CategorySerializer(allow_null=True)
    merchant = MerchantSerializer()


class VariantSerializer(serializers.Serializer[Product]):
    id = serializers.IntegerField()
    external_id = serializers.CharField()
    attributes = serializers.DictField()
    availability = serializers.ChoiceField(choices=Availability.choices)
    current_price = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()


class ProductSerializer(ProductSummarySerializer):
    group_id = serializers.CharField(help_text="Variants of one product share it.")
    variants = serializers.SerializerMethodField(
        help_text="Its colours and sizes that are on sale, itself among them; up to "
        f"{MOST_VARIANTS}."
    )
    description = serializers.CharField()
    gtin = serializers.CharField()
    mpn = serializers.CharField()
    attributes = serializers.DictField(help_text='Names and values, as {"color": "blue"}.')
    tags = serializers.ListField(child=serializers.CharField())
    photos = PhotoSerializer(many=True)
    updated_at = serializers.DateTimeField()

    @extend_schema_field(VariantSerializer(many=True))
    def get_variants(self, product: Product) -> list[Any]:
        found = Product.objects.on_sale().variants_of(product).order_by("pk")
        variants = found.defer("search_document", "description")[:MOST_VARIANTS]
        return [VariantSerializer(variant).data for variant in variants]


class HitSerializer(serializers.Serializer[Hit]):
    product = ProductSummarySerializer()
    photo = PhotoSerializer(allow_null=True, help_text="The product's photo that fits best.")
    score = serializers.FloatField(
        help_text="Spreads above the catalog's background; 0 when nothing was asked for."
    )
    match = serializers.ChoiceField(
        choices=[match.value for match in Match],
        allow_null=True,
        help_text="How good the hit is; null when nothing was asked for, "
        "or the catalog is too small to judge by.",
    )


class FacetValueSerializer(serializers.Serializer[FacetValue]):
    value = serializers.CharField(help_text="What the filter takes.")
    # The framework's own attribute `label` describes a field; here it is one.
    label = serializers.CharField(help_text="For people.")  # type: ignore[assignment]
    count = serializers.IntegerField()
    selected = serializers.BooleanField()


class FacetSerializer(serializers.Serializer[Facet]):
    key = serializers.CharField(help_text='The filter: "brand", "attributes.color" and so on.')
    label = serializers.CharField(help_text="For people.")  # type: ignore[assignment]
    values = FacetValueSerializer(many=True)
    relation = serializers.SerializerMethodField(
        help_text="Whether so many products, or at least so many, have each value."
    )

    def get_relation(self, facet: Facet) -> Literal["exact", "at_least"]:
        return "at_least" if facet.counts_are_lower_bounds else "exact"


class TotalSerializer(serializers.Serializer[SearchPage]):
    value = serializers.IntegerField(source="total")
    relation = serializers.SerializerMethodField()

    def get_relation(self, page: SearchPage) -> Literal["exact", "at_least"]:
        return "at_least" if page.total_is_lower_bound else "exact"


class ProductPageSerializer(serializers.Serializer[Answer]):
    total = TotalSerializer(source="page")
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    nothing_suitable = serializers.BooleanField(
        source="page.nothing_suitable",
        help_text="Not one product is close to what was asked for, on this page or another.",
    )
    notices = serializers.ListField(
        source="page.notices", child=serializers.CharField(), help_text="For people."
    )
    results = HitSerializer(source="page.hits", many=True)
    facets = FacetSerializer(source="page.facets", many=True)


class SearchResponseSerializer(ProductPageSerializer):
    id = serializers.UUIDField(source="search.id")
    photo_id = serializers.UUIDField(
        source="search.photo_id", allow_null=True, help_text="To search by the same photo again."
    )
    expires_at = serializers.DateTimeField(source="search.expires_at")


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """RFC 9457."""

    type = serializers.CharField(help_text='Always "about:blank": `status` says the kind.')
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="The cause and the fix.")
    errors = serializers.DictField(  # type: ignore[assignment]  # as with `label` above
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text='Messages by field, as {"filters.price_min": ["..."]}.',
    )
    request_id = serializers.CharField(
        required=False, help_text="Of a trouble of ours: under this id it stands in the log."
    )
