"""Exports of products: those that are ticked, or all that the list is filtered to."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from catalog.admin.downloads import BUSY, CSV, JSON_LINES, Busy, download
from catalog.admin.tenancy import TenantAdmin
from catalog.exporting.lines import ExportFormat, export_lines
from catalog.models import Merchant, Product

_LIST = "admin:catalog_product_changelist"
_CONTENT_TYPES = {ExportFormat.GOOGLE: CSV, ExportFormat.JSON_LINES: JSON_LINES}
_ONE_MERCHANT = "An export has the products of one merchant. Filter the list by merchant first."
_NOTHING = "There are no products to export."


class ExportableProducts(TenantAdmin[Product]):
    change_list_template = "admin/catalog/product/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        address = path(
            "export/<str:export_format>/",
            self.admin_site.admin_view(self.export_list),
            name="catalog_product_export",
        )
        return [address, *super().get_urls()]

    def export_list(self, request: HttpRequest, export_format: str) -> HttpResponseBase:
        """Export what the list with the same query shows, on all of its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if export_format not in list(ExportFormat):
            return redirect(_LIST)
        try:
            products = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(_LIST)
        return self._export(request, products, ExportFormat(export_format)) or redirect(_LIST)

    @admin.action(description="Export as a table (CSV)", permissions=["view"])
    def export_table(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> HttpResponseBase | None:
        return self._export(request, products, ExportFormat.GOOGLE)

    @admin.action(description="Export as JSON Lines", permissions=["view"])
    def export_json_lines(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> HttpResponseBase | None:
        return self._export(request, products, ExportFormat.JSON_LINES)

    def _export(
        self, request: HttpRequest, products: QuerySet[Product], export_format: ExportFormat
    ) -> HttpResponseBase | None:
        """Return None, with a message, if there is nothing to export at present."""
        merchants = products.order_by().values("merchant").distinct()
        found = Merchant.objects.filter(pk__in=merchants)[:2]
        if len(found) != 1:
            messages.warning(request, _ONE_MERCHANT if found else _NOTHING)
            return None
        (merchant,) = found
        lines = export_lines(
            merchant,
            Product.objects.filter(pk__in=products.order_by().values("pk")),
            export_format=export_format,
            shop=request.build_absolute_uri("/"),
        )
        name = f"{merchant.slug}-catalog-{timezone.now():%Y-%m-%d}.{export_format.ending}"
        try:
            return download(
                lines,
                name=name,
                merchant_id=merchant.pk,
                content_type=_CONTENT_TYPES[export_format],
            )
        except Busy:
            messages.warning(request, BUSY)
            return None
