from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorCombinable, SearchVectorField
from django.db import models
from django.db.models import Func, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from catalog.models.category import Category, within_category
from catalog.models.merchant import Merchant, TenantQuerySet


class Availability(models.TextChoices):
    IN_STOCK = "in_stock", "In stock"
    OUT_OF_STOCK = "out_of_stock", "Out of stock"
    PREORDER = "preorder", "Preorder"
    BACKORDER = "backorder", "Backorder"
    DISCONTINUED = "discontinued", "Discontinued"


# The attribute that distinguishes the members of a collapse group: products of one merchant and
# group that share all other attributes.
SIZE_ATTRIBUTE = "size"


class SearchDocumentWeight(StrEnum):
    """The tsvector weight of each part of `Product.search_document`.

    ATTRIBUTES is Postgres' default: it is never assigned, only read.
    """

    TITLE = "A"  # with brand, external id, GTIN and MPN
    DESCRIPTION = "C"
    ATTRIBUTES = "D"  # with tags


class JsonSearchVector(SearchVectorCombinable, Func):
    """The strings inside a JSON column as lexemes. IMMUTABLE, as a generated column demands, unlike
    a cast from JSON to text.

    Migration 0001 refers to this class by its module.
    """

    function = "jsonb_to_tsvector"
    template = """%(function)s('english'::regconfig, %(expressions)s, '["string"]'::jsonb)"""
    output_field = SearchVectorField()


def search_document() -> CombinedExpression:
    return (
        SearchVector(
            "title",
            "brand",
            "external_id",
            "gtin",
            "mpn",
            config="english",
            weight=SearchDocumentWeight.TITLE,
        )
        + JsonSearchVector("attributes")
        + JsonSearchVector("tags")
        + SearchVector("description", config="english", weight=SearchDocumentWeight.DESCRIPTION)
    )


# The columns that ProductQuerySet.on_sale filters by, and the primary key.
VISIBLE = ["active", "merchant", "id"]


class ProductQuerySet(TenantQuerySet["Product"]):
    def on_sale(self) -> Self:
        """The products a shopper can find."""
        return self.filter(active=True, merchant__active=True)

    def variants_of(self, product: Product) -> Self:
        """The products with the same merchant and group id, including the product itself.

        Without a group id, only the product itself.
        """
        if not product.group_id:
            return self.filter(pk=product.pk)
        return self.filter(merchant=product.merchant_id, group_id=product.group_id)

    def of_merchants(self, slugs: Sequence[str]) -> Self:
        return self.filter(merchant__slug__in=slugs)

    def in_category(self, path: str) -> Self:
        """The products of the category and its descendants."""
        return self.filter(within_category(path, lookup="category__path"))

    def priced_between(self, low: Decimal | None, high: Decimal | None) -> Self:
        """The products with a `current_price` from `low` to `high`, both inclusive if given."""
        products = self if low is None else self.filter(current_price__gte=low)
        return products if high is None else products.filter(current_price__lte=high)

    def of_brands(self, brands: Sequence[str]) -> Self:
        return self.filter(brand__in=brands)

    def available_as(self, availabilities: Sequence[str]) -> Self:
        return self.filter(availability__in=availabilities)

    def with_attribute(self, name: str, values: Sequence[str]) -> Self:
        """The products that have any of the values. The GIN index supports tests by containment."""
        any_value = Q()
        for value in values:
            any_value |= Q(attributes__contains={name: value})
        return self.filter(any_value)


class Product(models.Model):
    """An article of a merchant. A feed upserts by (merchant, external_id)."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="products")
    external_id = models.CharField(max_length=100)
    group_id = models.CharField(max_length=100, blank=True, help_text="Variants share it.")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    sale_price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    availability = models.CharField(
        max_length=20, choices=Availability, default=Availability.IN_STOCK
    )
    brand = models.CharField(max_length=120, blank=True)
    gtin = models.CharField(max_length=50, blank=True)
    mpn = models.CharField(max_length=100, blank=True)
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="products",
        db_index=False,  # product_category is its index
    )
    attributes = models.JSONField(
        default=dict, blank=True, help_text='Names and values, as {"color": "blue"}.'
    )
    tags = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # What the shopper pays: the price that filters and sorting use.
    current_price = models.GeneratedField(
        expression=Coalesce("sale_price", "price"),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )

    # Generated, so it is never stale.
    search_document = models.GeneratedField(
        expression=search_document(), output_field=SearchVectorField(), db_persist=True
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "external_id"], name="product_merchant_external_id"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_positive"),
        ]
        indexes = [
            # For index-only scans by filters, which need the columns in VISIBLE too.
            models.Index(fields=["current_price"], include=VISIBLE, name="product_price"),
            models.Index(fields=["brand"], include=VISIBLE, name="product_brand"),
            models.Index(fields=["category"], include=VISIBLE, name="product_category"),
            # ProductQuerySet.variants_of: a product's page and its collapse group.
            models.Index(
                fields=["merchant", "group_id"],
                name="product_variants",
                condition=~models.Q(group_id=""),
            ),
            # The text match of a search.
            GinIndex(fields=["search_document"], name="product_search_document"),
            # ProductQuerySet.with_attribute: attributes @> {"color": "blue"}
            GinIndex(
                fields=["attributes"], name="product_attributes", opclasses=["jsonb_path_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.title
