"""Django's admin behind a throttle and, for whoever has one, a second step."""

from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

from shop_search.sign_in import throttle
from shop_search.sign_in.known_browser import remember
from shop_search.sign_in.pages import SecondFactorPages
from shop_search.sign_in.second_factor import Missing, missing_step
from shop_search.sign_in.throttle import Attempt

View = TypeVar("View", bound=Any)


class ShopAdminSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and self.missing_step(request) is None

    def missing_step(self, request: HttpRequest) -> Missing | None:
        """Of somebody who may come in after it; None also for those who may not at all."""
        known = super().has_permission(request)
        return missing_step(cast("User", request.user)) if known else None

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Postgres has no NUL in its texts: no search, filter or value with one can be meant.
            if b"\0" in unquote_to_bytes(request.META["QUERY_STRING"]):
                raise BadRequest("The address holds a NUL.")
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        return cast("View", super().admin_view(checked, cacheable))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = SecondFactorPages(self).urls()
        # Redirects to a row's own page. No model has one, and it tells which rows there are.
        return [*own, *(url for url in super().get_urls() if _name(url) != "view_on_site")]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            return self._try_password(request, extra_context)
        if missing := self.missing_step(request):
            return self.to_missing_step(request, missing)
        return super().login(request, extra_context)

    def _try_password(
        self, request: HttpRequest, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        attempt = Attempt.of(request, request.POST.get("username", ""))
        if wait := throttle.seconds_to_wait(attempt):
            return self.wait_page(request, wait, what="password")
        response = super().login(request, extra_context)
        if isinstance(response, HttpResponseRedirect):
            throttle.forget(attempt)
            remember(request, response, attempt.account)
        return response

    def to_missing_step(self, request: HttpRequest, missing: Missing) -> HttpResponse:
        name = "second_factor_code" if missing is Missing.CODE else "second_factor_set_up"
        following = request.GET.get("next", "")
        query = f"?{urlencode({'next': following})}" if following else ""
        return HttpResponseRedirect(reverse(f"admin:{name}") + query)

    def wait_page(self, request: HttpRequest, seconds: int, *, what: str) -> HttpResponse:
        """`what` was tried too often: "password" or "code"."""
        context = {"title": "Too many attempts", "what": what, "seconds": seconds}
        return TemplateResponse(
            request,
            "admin/too_many_attempts.html",
            self.each_context(request) | context | {"minutes": -(-seconds // 60)},
            status=429,
            headers={"Retry-After": str(seconds)},
        )


def _name(url: URLPattern | URLResolver) -> str | None:
    return url.name if isinstance(url, URLPattern) else None
