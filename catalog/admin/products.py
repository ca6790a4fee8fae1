from typing import Any

from django.contrib import admin
from django.db.models import Func, QuerySet
from django.db.models.functions import Now
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import tasks
from catalog.admin.base import ModelForm
from catalog.admin.bulk_edit_action import begin_bulk_edit
from catalog.admin.chips import ChipsChangeList
from catalog.admin.encoder_notice import WithEncoderNotice
from catalog.admin.health_filters import ProductHealthFilter
from catalog.admin.photos import PhotoInline, preview_of
from catalog.admin.product_exports import ExportableProducts
from catalog.admin.product_form import ProductForm
from catalog.admin.product_locks import edited_fields, record_edits, suggest_locks, tick_suggested
from catalog.admin.product_neighbours import as_shoppers_see_it, link_to_shop, variants_of
from catalog.admin.product_seen import seen_and_opened
from catalog.admin.sale_note import price_with_sale
from catalog.admin.search_state import SearchStateFilter, search_state, with_search_state
from catalog.admin.tenancy import merchants_of
from catalog.admin.wall_time import in_zone, merchant_zone
from catalog.models import Product, ProductIndexing
from catalog.models.sale import PriceAt

PRICE_FIELDS = ("price", "sale_price", "sale_starts", "sale_ends", "currency", "availability")
NUMBERS = ("group_id", "gtin", "mpn")
# An admin column is ordered by one expression.
BY_CURRENCY_AND_PRICE = Func("currency", PriceAt(Now()), function="ROW")


@admin.register(Product)
class ProductAdmin(WithEncoderNotice[Product], ExportableProducts):
    form = ProductForm
    inlines = (PhotoInline,)
    list_display = (
        "thumbnail",
        "title_with_id",
        "price_with_currency",
        "availability",
        "search",
        "active",
        "in_the_shop",
        "updated",
    )
    list_display_links = ("thumbnail", "title_with_id")
    list_per_page = 50
    search_fields = ("title", "external_id", "brand", "gtin", "mpn")
    autocomplete_fields = ("category",)
    readonly_fields = ("search", "seen", "as_shoppers_see_it", "variants", "indexing_attempts")
    actions = (
        *("edit_in_bulk", "embed_again", "export_table", "export_json_lines", "delete_selected"),
    )
    fieldsets = (
        (None, {"fields": ("merchant", "external_id", "title", "description", "url", "active")}),
        ("Price", {"fields": PRICE_FIELDS}),
        (
            "Details",
            {"fields": ("category", "new_category", "brand", "attributes", "tags", *NUMBERS)},
        ),
        ("Imports", {"fields": ("locked_fields",)}),
        (
            "In the shop",
            {"fields": readonly_fields},
        ),
    )

    class Media:
        js = (Script("admin_product.js", defer=True),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        # The generated search document is large, and no page shows it.
        products = super().get_queryset(request).defer("search_document")
        return with_search_state(products.prefetch_related("photos"))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters: list[Any] = [
            ProductHealthFilter,
            SearchStateFilter,
            "availability",
            "active",
            ("category", admin.RelatedOnlyFieldListFilter),
        ]
        if merchants_of(request.user).count() > 1:
            filters.append(("merchant", admin.RelatedOnlyFieldListFilter))
        return filters

    @admin.display(description="Photo")
    def thumbnail(self, product: Product) -> SafeString | str:
        photos = product.photos.all()
        return preview_of(next((photo for photo in photos if photo.file), None), side=60)

    @admin.display(description="Title", ordering="title")
    def title_with_id(self, product: Product) -> SafeString:
        return format_html("{}<br><small>{}</small>", product.title, product.external_id)

    @admin.display(description="Price", ordering=BY_CURRENCY_AND_PRICE)
    def price_with_currency(self, product: Product) -> SafeString:
        return price_with_sale(product, timezone.now())

    @admin.display(description="Search", ordering="indexing__state")
    def search(self, product: Product) -> str:
        return search_state(product) if product.pk else "-"

    @admin.display(description="In the shop")
    def in_the_shop(self, product: Product) -> SafeString | str:
        return link_to_shop(product)

    @admin.display(description="Changed", ordering="updated_at")
    def updated(self, product: Product) -> str:
        return f"{product.updated_at.astimezone(product.merchant.zone):%Y-%m-%d}"

    @admin.display(description="As shoppers see it")
    def as_shoppers_see_it(self, product: Product) -> SafeString | str:
        return as_shoppers_see_it(product) if product.pk else "-"

    @admin.display(description="By shoppers")
    def seen(self, product: Product) -> str:
        return seen_and_opened(product) if product.pk else "-"

    @admin.display(description="Other variants")
    def variants(self, product: Product) -> SafeString | str:
        return variants_of(product) if product.pk else "-"

    @admin.display(description="Attempts")
    def indexing_attempts(self, product: Product) -> int:
        return product.indexing.attempts if product.pk else 0

    @admin.action(description="Edit in bulk …", permissions=["change"])
    def edit_in_bulk(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> HttpResponse | None:
        return begin_bulk_edit(request, products)

    @admin.action(description="Embed again", permissions=["change"])
    def embed_again(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        count = ProductIndexing.objects.filter(product__in=products.values("pk")).requeue()
        tasks.wake_indexing()
        self.message_user(request, f"{count} products will be embedded again.")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChipsChangeList]:
        return ChipsChangeList

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        zone = merchant_zone(request, object_id, rows="products")
        view = super().changeform_view
        return in_zone(zone, view, request, object_id, form_url, extra_context)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Product | None:
        product = super().get_object(request, object_id, from_field)
        if product is not None and request.method == "GET":
            tick_suggested(request, product)
        return product

    def save_model(
        self, request: HttpRequest, obj: Product, form: ModelForm[Product], change: bool
    ) -> None:
        edited = edited_fields(obj, form.initial) if change else []
        record_edits(obj, edited)
        super().save_model(request, obj, form, change)
        suggest_locks(request, obj, edited)

    def save_related(
        self, request: HttpRequest, form: ModelForm[Product], formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        tasks.wake_photo_fetching()
        tasks.wake_indexing()
