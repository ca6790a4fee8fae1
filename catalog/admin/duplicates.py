"""Pairs of products that show the same picture, side by side."""

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from catalog.admin.tenancy import TenantAdmin, merchants_of
from catalog.inspection.settling import GoneError, deactivate, make_variants, tell_apart
from catalog.models import DuplicatePair, Product
from catalog.models.duplicate import DuplicateQuerySet

PAIRS_PER_PAGE: Final = 20
_LIST: Final = "admin:catalog_duplicatepair_changelist"


@admin.register(DuplicatePair)
class DuplicatePairAdmin(TenantAdmin[DuplicatePair]):
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.pairs), name="catalog_duplicatepair_changelist"),
            # Every admin has this page; here, nobody may use it.
            path("add/", wrap(self.add_view), name="catalog_duplicatepair_add"),
            path("<int:pair_id>/settle/", wrap(self.settle), name="catalog_duplicatepair_settle"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DuplicatePair | None = None) -> bool:
        # They go with their products, and only so.
        return request.user.has_perm("catalog.delete_product")

    def has_view_permission(self, request: HttpRequest, obj: DuplicatePair | None = None) -> bool:
        return request.user.has_perm("catalog.view_product")

    def has_change_permission(self, request: HttpRequest, obj: DuplicatePair | None = None) -> bool:
        may_change = request.user.has_perm("catalog.change_product")
        return may_change and self.has_change_role(request, obj)

    @method_decorator(require_safe)
    def pairs(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self._rows(request).undecided().order_by("difference", "pk")
        page = Paginator(rows, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": "Products with the same picture",
            "opts": self.opts,
            "page": page,
            "pairs": _loaded(page.object_list),
            "may_change": self.has_change_permission(request),
            "may_delete": request.user.has_perm("catalog.delete_product"),
            "names_merchants": merchants_of(request.user).count() > 1,
        }
        return TemplateResponse(request, "admin/catalog/duplicatepair/pairs.html", context)

    @method_decorator(require_POST)
    def settle(self, request: HttpRequest, pair_id: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        pair = self._rows(request).filter(pk=pair_id).first() if pair_id < 2**63 else None
        if pair is None:
            raise Http404("There is no such pair.")
        try:
            messages.success(request, self._settle(request, pair))
        except GoneError:
            messages.warning(request, "One of the products has been deleted meanwhile.")
        return redirect(f"{reverse(_LIST)}?page={_page(request)}")

    def _settle(self, request: HttpRequest, pair: DuplicatePair) -> str:
        """Do what the pressed button says. Returns what to tell."""
        action = request.POST.get("action")
        if action == "different":
            tell_apart(pair)
            return "The two are different. They are not shown again."
        if action == "variants":
            group = make_variants(pair)
            for key in (pair.first_id, pair.second_id):
                self._log_change(request, key, "Changed Group id.")
            return f"They are variants now, with the group id “{group}”."
        keys = {"deactivate-first": pair.first_id, "deactivate-second": pair.second_id}
        if action not in keys:
            raise BadRequest("The page is not valid any more. Open it again.")
        product = deactivate(pair, keys[action])
        self._log_change(request, product.pk, "Changed Active.")
        return f"“{product.title}” ({product.external_id}) is no longer on sale."

    def _log_change(self, request: HttpRequest, product_id: int, message: str) -> None:
        LogEntry.objects.create(
            user_id=int(request.user.pk or 0),
            content_type=ContentType.objects.get_for_model(Product),
            object_id=str(product_id),
            object_repr=str(product_id),
            action_flag=CHANGE,
            change_message=message,
        )

    def _rows(self, request: HttpRequest) -> DuplicateQuerySet:
        return DuplicatePair.objects.of_user(request.user)


def _loaded(rows: Any) -> list[dict[str, Any]]:
    """What the page shows of each pair: its two sides."""
    products = ("first", "second", "first_photo", "second_photo", "merchant")
    hidden = [
        f"{side}__{name}" for side in products[:2] for name in ("search_document", "description")
    ]
    pairs = rows.select_related(*products).defer(*hidden)
    return [
        {
            "pair": pair,
            "sides": [
                ("first", pair.first, pair.first_photo),
                ("second", pair.second, pair.second_photo),
            ],
        }
        for pair in pairs
    ]


def _page(request: HttpRequest) -> int:
    page = request.POST.get("page", "")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1
