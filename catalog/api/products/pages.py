"""The bodies of pages of products, and how far these pages reach."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from rest_framework import serializers

from catalog.api.products.responses import PhotoSerializer
from catalog.api.searches.hit_fields import HIT_FIELDS, PRODUCT
from catalog.api.searches.responses import (
    ChosenHitSerializer,
    ChosenProductSerializer,
    ProductPageSerializer,
    Results,
)
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


class ListedProductSerializer(ChosenProductSerializer):
    updated_at = serializers.DateTimeField()


class DetailedProductSerializer(ListedProductSerializer):
    """A product in a list. Only the `id` is always there: see `fields` and `details`."""

    group_id = serializers.CharField(help_text="The same for all variants of a product.")
    description = serializers.CharField()
    gtin = serializers.CharField()
    mpn = serializers.CharField()
    attributes = serializers.DictField(help_text='Names and values, such as {"color": "blue"}.')
    tags = serializers.ListField(child=serializers.CharField())
    photos = PhotoSerializer(many=True)


LISTED: Final = tuple(f"{PRODUCT}.{name}" for name in DetailedProductSerializer().fields)
# Names of `fields` that only a product in details has.
DETAILS: Final = frozenset(LISTED) - {
    f"{PRODUCT}.{name}" for name in ListedProductSerializer().fields
}
LISTED_FIELDS: Final = tuple(dict.fromkeys((*LISTED, *HIT_FIELDS)))


class ListedHitSerializer(ChosenHitSerializer):
    product = ListedProductSerializer()


class DetailedHitSerializer(ChosenHitSerializer):
    product = DetailedProductSerializer()


class ListedPageSerializer(ProductPageSerializer):
    next_cursor = serializers.CharField(
        allow_null=True,
        help_text="What to send as `cursor` for the next page of a list; null at its end, and "
        "where products are ranked.",
    )
    reachable = serializers.IntegerField(
        help_text="How many products the pages reach. Where products are ranked, that may be less "
        "than there are: a list by `cursor` has them all."
    )


class ProductListSerializer(ListedPageSerializer):
    results = ListedHitSerializer(source="page.hits", many=True)


class DetailedListSerializer(ListedPageSerializer):
    """A page of products: the best ones, or a part of the whole list."""

    results = DetailedHitSerializer(source="page.hits", many=True)


class SimilarProductsSerializer(ProductPageSerializer):
    """A page of products that resemble one."""

    results = ChosenHitSerializer(source="page.hits", many=True)


def list_serializer(*, details: bool, fields: Collection[str] | None) -> type[ListedPageSerializer]:
    """What computes no more than is asked for."""
    needs_details = details or not DETAILS.isdisjoint(fields or ())
    return DetailedListSerializer if needs_details else ProductListSerializer
