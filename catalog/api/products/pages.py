"""The bodies of pages of products, and how far these pages reach."""

from dataclasses import dataclass

from rest_framework import serializers

from catalog.api.products.responses import PhotoSerializer, ProductSummarySerializer
from catalog.api.searches.responses import HitSerializer, ProductPageSerializer, Results
from catalog.search.query import MAX_OFFSET, SearchQuery
from catalog.search.results import SearchPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ListResults(Results):
    reachable: int
    next_cursor: str | None = None


def reachable(page: SearchPage, query: SearchQuery) -> int:
    """How many results the pages of a ranking reach: offsets end before the ranking may."""
    last_offset = MAX_OFFSET - (MAX_OFFSET - query.offset) % query.limit
    return min(page.ranked, last_offset + query.limit)


class ListedProductSerializer(ProductSummarySerializer):
    updated_at = serializers.DateTimeField()


class DetailedProductSerializer(ListedProductSerializer):
    """A product in a list. What is not required is there with `details`."""

    group_id = serializers.CharField(
        required=False, help_text="The same for all variants of a product."
    )
    description = serializers.CharField(required=False)
    gtin = serializers.CharField(required=False)
    mpn = serializers.CharField(required=False)
    attributes = serializers.DictField(
        required=False, help_text='Names and values, such as {"color": "blue"}.'
    )
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    photos = PhotoSerializer(many=True, required=False)


class ListedHitSerializer(HitSerializer):
    product = ListedProductSerializer()


class DetailedHitSerializer(HitSerializer):
    product = DetailedProductSerializer()


class _ListedPageSerializer(ProductPageSerializer):
    next_cursor = serializers.CharField(
        allow_null=True,
        help_text="What to send as `cursor` for the next page of a list; null at its end, and "
        "where products are ranked.",
    )
    reachable = serializers.IntegerField(
        help_text="How many products the pages reach. Where products are ranked, that may be less "
        "than there are: a list by `cursor` has them all."
    )


class ProductListSerializer(_ListedPageSerializer):
    results = ListedHitSerializer(source="page.hits", many=True)


class DetailedListSerializer(_ListedPageSerializer):
    """A page of products: the best ones, or a part of the whole list."""

    results = DetailedHitSerializer(source="page.hits", many=True)
