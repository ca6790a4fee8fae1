from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorCombinable, SearchVectorField
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext, gettext_noop

from catalog.language.configurations import SIMPLE, language_tag
from catalog.models.brand import BrandKey
from catalog.models.category import Category
from catalog.models.merchant import Merchant
from catalog.models.product_locks import lock_list
from catalog.models.product_queries import ProductQuerySet, phrase_key
from catalog.models.sale import HAS_WINDOW, LOWEST_PRICE, price_at


class Availability(models.TextChoices):
    IN_STOCK = "in_stock", gettext_noop("In stock")
    OUT_OF_STOCK = "out_of_stock", gettext_noop("Out of stock")
    PREORDER = "preorder", gettext_noop("Preorder")
    BACKORDER = "backorder", gettext_noop("Backorder")
    DISCONTINUED = "discontinued", gettext_noop("Discontinued")

    @property
    def shown(self) -> str:
        """The label in the language of the page."""
        return gettext(str(self.label))


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
    """The strings inside a JSON column as lexemes. Only migrations 0001 to 0012 use it."""

    function = "jsonb_to_tsvector"
    template = """%(function)s('english'::regconfig, %(expressions)s, '["string"]'::jsonb)"""
    output_field = SearchVectorField()


def search_document() -> Func:
    """The words of a product in its language, with their weights, by migration 0012."""
    names = "title", "brand", "external_id", "gtin", "mpn"
    texts = "attributes", "tags", "description"
    return Func("language", *names, *texts, function="catalog_search_document")


def identifier_keys() -> Func:
    """catalog.language.normalise.identifier_keys of the three numbers, by migration 0012."""
    return Func("external_id", "gtin", "mpn", function="catalog_identifier_keys")


# The columns that ProductQuerySet.on_sale filters by, and the primary key.
VISIBLE = ["active", "merchant", "id"]


class Product(models.Model):
    """An article of a merchant. A feed upserts by (merchant, external_id)."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="products")
    external_id = models.CharField(max_length=100)
    # The other id by which a feed recognises the product: handle and options in Shopify.
    alternate_id = models.CharField(
        max_length=100, blank=True, default="", db_default="", editable=False
    )
    group_id = models.CharField(max_length=100, blank=True, help_text="Variants share it.")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    sale_price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    # The sale price holds from the start until right before the end. None sets no limit.
    sale_starts = models.DateTimeField(null=True, blank=True)
    sale_ends = models.DateTimeField(null=True, blank=True)
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
    locked_fields = lock_list("Imports leave these as they are.")
    # Since the last import that had another value for them.
    edited_fields = lock_list("Edited by hand.")
    # When an import deactivated it, because its feed no longer had it.
    retired_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # The merchant's, copied by triggers (migration 0013), because a generated column can only read
    # its own row.
    language = models.CharField(max_length=20, editable=False, db_default=SIMPLE)

    # Generated, so they are never stale.
    brand_key = models.GeneratedField(
        expression=BrandKey("brand"), output_field=models.TextField(), db_persist=True
    )
    search_document = models.GeneratedField(
        expression=search_document(), output_field=SearchVectorField(), db_persist=True
    )
    identifier_keys = models.GeneratedField(
        expression=identifier_keys(),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "external_id"], name="product_merchant_external_id"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_positive"),
            models.CheckConstraint(
                condition=models.Q(sale_starts__lt=models.F("sale_ends")),
                name="product_sale_window_not_empty",
                violation_error_message="The sale must end after it begins.",
            ),
            models.CheckConstraint(
                condition=models.Q(sale_price__isnull=False) | ~HAS_WINDOW,
                name="product_sale_window_of_sale",
                violation_error_message="Give a sale price, or clear its start and end.",
            ),
        ]
        indexes = [
            # For index-only scans by filters, which need the columns in VISIBLE too.
            models.Index(
                LOWEST_PRICE,
                include=[*VISIBLE, "currency", "price", "sale_price", "sale_starts", "sale_ends"],
                name="product_price",
            ),
            models.Index(fields=["brand_key"], include=VISIBLE, name="product_brand"),
            models.Index(fields=["category"], include=VISIBLE, name="product_category"),
            # Products whose price changes as time passes.
            models.Index(
                fields=["price"],
                include=["sale_price", "sale_starts", "sale_ends"],
                name="product_dated_price",
                condition=HAS_WINDOW,
            ),
            # For imports, which recognise products by it.
            models.Index(
                fields=["merchant", "alternate_id"],
                name="product_alternate_id",
                condition=~models.Q(alternate_id=""),
            ),
            # For the currencies of the shop, by one look-up each.
            models.Index(fields=["currency"], name="product_currency"),
            # ProductQuerySet.variants_of: a product's page and its collapse group.
            models.Index(
                fields=["merchant", "group_id"],
                name="product_variants",
                condition=~models.Q(group_id=""),
            ),
            # The text match of a search.
            GinIndex(fields=["search_document"], name="product_search_document"),
            # ProductQuerySet.numbered: identifier_keys && {"kx601"}
            GinIndex(fields=["identifier_keys"], name="product_identifier_keys"),
            # ProductQuerySet.titled; also for prefixes, by LIKE.
            models.Index(
                OpClass(phrase_key("title"), name="text_pattern_ops"), name="product_title_key"
            ),
            # ProductQuerySet.with_attribute: attributes @> {"color": "blue"}
            GinIndex(
                fields=["attributes"], name="product_attributes", opclasses=["jsonb_path_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def language_tag(self) -> str:
        """What browsers call the language of the texts (BCP 47); "" where it is unknown."""
        return language_tag(self.language)

    def price_at(self, at: datetime) -> Decimal:
        """What a shopper pays at an instant."""
        return price_at(self.price, self.sale_price, self.sale_starts, self.sale_ends, at)
