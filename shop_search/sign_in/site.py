"""Django's admin site with throttled sign-in and a second factor."""

from collections.abc import Sequence
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

from shop_search.sign_in import throttle
from shop_search.sign_in.known_browser import remember
from shop_search.sign_in.pages import SecondFactorPages, wait_page
from shop_search.sign_in.second_factor import MissingStep, missing_step
from shop_search.sign_in.throttle import Attempt

View = TypeVar("View", bound=Any)


# Models that are not named come after these, by their names.
MENU = (
    "ImportRun", "FeedAddress", "Product", "Proposal", "DuplicatePair", "BulkEdit", "Photo",
    "Category", "MerchandisingRule", "SearchCount", "SynonymGroup", "Merchant", "ApiKey",
    "EncoderVersion",
)  # fmt: skip


class ShopAdminSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        allowed = super().has_permission(request)
        return allowed and missing_step(cast("User", request.user)) is None

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Postgres text cannot contain a NUL: no query, filter or value with one is valid.
            if b"\0" in unquote_to_bytes(request.META["QUERY_STRING"]):
                raise BadRequest("The address contains a NUL.")
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response

        return cast("View", super().admin_view(checked, cacheable))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Catalog first, in the order of a merchant's work."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(MENU, model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "catalog")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        second_factor = SecondFactorPages(self).urls()
        # Leave out the redirect to a row's public page: no model has such a page, and the redirect
        # reveals which rows exist.
        return [
            *second_factor,
            *(url for url in super().get_urls() if _name(url) != "view_on_site"),
        ]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            return self._try_password(request, extra_context)
        if step := missing_step(cast("User", request.user)):
            return _redirect_to(step, request)
        return super().login(request, extra_context)

    def _try_password(
        self, request: HttpRequest, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        attempt = Attempt.of(request, request.POST.get("username", ""))
        if wait := throttle.seconds_to_wait(attempt):
            return wait_page(self, request, seconds=wait, what="password")
        response = super().login(request, extra_context)
        if isinstance(response, HttpResponseRedirect):
            throttle.reset(attempt)
            remember(request, response, attempt.account)
        return response


def _redirect_to(step: MissingStep, request: HttpRequest) -> HttpResponse:
    page = "second_factor_code" if step is MissingStep.CODE else "second_factor_set_up"
    next_url = request.GET.get("next", "")
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return HttpResponseRedirect(reverse(f"admin:{page}") + query)


def _place(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _name(url: URLPattern | URLResolver) -> str | None:
    return url.name if isinstance(url, URLPattern) else None
