from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorCombinable, SearchVectorField
from django.db import models
from django.db.models import Func
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from catalog.models.category import Category
from catalog.models.merchant import Merchant
from catalog.querysets import ProductQuerySet


class Availability(models.TextChoices):
    IN_STOCK = "in_stock", "In stock"
    OUT_OF_STOCK = "out_of_stock", "Out of stock"
    PREORDER = "preorder", "Preorder"
    BACKORDER = "backorder", "Backorder"
    DISCONTINUED = "discontinued", "Discontinued"


class JsonSearchVector(SearchVectorCombinable, Func):
    """The strings inside a JSON column as lexemes. IMMUTABLE, unlike casting JSON to text."""

    function = "jsonb_to_tsvector"
    template = """%(function)s('english'::regconfig, %(expressions)s, '["string"]'::jsonb)"""
    output_field = SearchVectorField()


def search_document() -> CombinedExpression:
    """Weight A: what the product is; D: attributes and tags; C: what is said about it."""
    return (
        SearchVector("title", "brand", "external_id", "gtin", "mpn", config="english", weight="A")
        + JsonSearchVector("attributes")
        + JsonSearchVector("tags")
        + SearchVector("description", config="english", weight="C")
    )


# What querysets.on_sale looks at, and what it gives.
VISIBLE = ["active", "merchant", "id"]


class Product(models.Model):
    """What a shopper can find. (merchant, external_id) is the key a merchant's feed upserts by."""

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
        db_index=False,  # product_category
    )
    attributes = models.JSONField(
        default=dict, blank=True, help_text='Names and values, as {"color": "blue"}.'
    )
    tags = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # What the shopper pays; filters and sorting read this one.
    current_price = models.GeneratedField(
        expression=Coalesce("sale_price", "price"),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )

    # Generated, so that nothing can forget to refresh it.
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
            # Filters: who passes is answered from the index alone.
            models.Index(fields=["current_price"], include=VISIBLE, name="product_price"),
            models.Index(fields=["brand"], include=VISIBLE, name="product_brand"),
            models.Index(fields=["category"], include=VISIBLE, name="product_category"),
            # search/sizes.py, and a product's page: its variants.
            models.Index(
                fields=["merchant", "group_id"],
                name="product_variants",
                condition=~models.Q(group_id=""),
            ),
            # search/statement.py: lexical candidates.
            GinIndex(fields=["search_document"], name="product_search_document"),
            # querysets.with_attribute: attributes @> {"color": "blue"}
            GinIndex(
                fields=["attributes"], name="product_attributes", opclasses=["jsonb_path_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.title
