"""Pages of the second factor: enter a code, set it up, renew recovery codes, switch it off."""

from collections.abc import Callable
from typing import Any, cast

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from shop_search.sign_in import second_factor, throttle
from shop_search.sign_in.forms import CodeForm, SetUpForm
from shop_search.sign_in.second_factor import Device, MissingStep, NewKey, missing_step

Page = Callable[[HttpRequest], HttpResponse]
NEW_KEY = "second_factor_key"  # in the session
WRONG_CODE = "This code is not right, or was used before. Please wait for the next one."
WRONG_PASSWORD = "This is not your password."  # noqa: S105
# Signing in warns if this many recovery codes or fewer are left.
FEW_CODES = 3


class SecondFactorPages:
    def __init__(self, site: AdminSite) -> None:
        self._site = site

    def urls(self) -> list[URLPattern]:
        pages = {"": self.overview, "code/": self.code, "set-up/": self.set_up}
        return [
            path(f"second-factor/{end}", never_cache(page), name=f"second_factor_{page.__name__}")
            for end, page in pages.items()
        ]

    def code(self, request: HttpRequest) -> HttpResponse:
        """Ask a user who has given the password for a code, or sign them out."""
        if missing_step(_user(request)) is not MissingStep.CODE:
            return redirect(_next_url(request))
        if "leave" in request.POST:
            logout(request)
            return redirect("admin:login")
        form = CodeForm(request.POST or None)
        if form.is_valid():
            device, refusal = self._verify(request, form)
            if device or refusal:
                return refusal or _complete_sign_in(request, cast("Device", device))
        return self._page(request, "code", form=form, next=_next_url(request))

    def set_up(self, request: HttpRequest) -> HttpResponse:
        """Set up an app, in place of any earlier one, then show the recovery codes once."""
        required = missing_step(_user(request)) is MissingStep.SET_UP
        if not required and not self._site.has_permission(request):
            return self._to_login(request)
        key = _key_in_session(request)
        form = SetUpForm(request.POST or None)
        if form.is_valid():
            response = self._confirm(request, form, key)
            if response:
                return response
        return self._page(request, "set_up", form=form, key=key, required=required)

    def overview(self, request: HttpRequest) -> HttpResponse:
        if not self._site.has_permission(request):
            return self._to_login(request)
        form = CodeForm(request.POST or None)
        if form.is_valid():
            device, refusal = self._verify(request, form)
            if device or refusal:
                return refusal or self._change(request)
        user = _user(request)
        return self._page(
            request,
            "overview",
            form=form,
            is_set_up=second_factor.is_set_up(user),
            codes_left=second_factor.recovery_codes_left(user),
            required=user.is_superuser and settings.SHOP_REQUIRE_SECOND_FACTOR,
        )

    def _verify(
        self, request: HttpRequest, form: CodeForm
    ) -> tuple[Device | None, HttpResponse | None]:
        """Return the device of a correct code, or the page after too many attempts.

        A wrong code gives neither, but a form error.
        """
        user, typed = _user(request), form.cleaned_data["code"]
        if wait := second_factor.seconds_to_wait(user, typed):
            return None, wait_page(self._site, request, seconds=wait, what="code")
        device = second_factor.verify(user, typed)
        if device is None:
            form.add_error("code", WRONG_CODE)
        return device, None

    def _confirm(self, request: HttpRequest, form: SetUpForm, key: NewKey) -> HttpResponse | None:
        user = _user(request)
        attempt = throttle.Attempt.of(request, user.get_username())
        if wait := throttle.seconds_to_wait(attempt):
            return wait_page(self._site, request, seconds=wait, what="password")
        if not user.check_password(form.cleaned_data["password"]):
            form.add_error("password", WRONG_PASSWORD)
            return None
        throttle.reset(attempt)
        device = key.confirm(form.cleaned_data["code"])
        if device is None:
            form.add_error("code", WRONG_CODE)
            return None
        del request.session[NEW_KEY]
        _mark_verified(request, device)
        return self._recovery_codes(request)

    def _change(self, request: HttpRequest) -> HttpResponse:
        if "codes" in request.POST:
            return self._recovery_codes(request)
        second_factor.remove_devices(_user(request))
        messages.success(request, "Your password alone signs you in now.")
        return redirect("admin:second_factor_overview")

    def _recovery_codes(self, request: HttpRequest) -> HttpResponse:
        codes = second_factor.new_recovery_codes(_user(request))
        return self._page(request, "recovery_codes", codes=codes)

    def _to_login(self, request: HttpRequest) -> HttpResponse:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        context = {**self._site.each_context(request), "title": TITLES[name], **context}
        return TemplateResponse(request, f"admin/second_factor/{name}.html", context)


TITLES = {
    "code": "Your code, please",
    "set_up": "Set up two-step sign-in",
    "overview": "Two-step sign-in",
    "recovery_codes": "Your recovery codes",
}


def wait_page(site: AdminSite, request: HttpRequest, *, seconds: int, what: str) -> HttpResponse:
    """Return the page after too many attempts, with status 429. `what` is "password" or "code"."""
    context = {"title": "Too many attempts", "what": what, "seconds": seconds}
    return TemplateResponse(
        request,
        "admin/too_many_attempts.html",
        site.each_context(request) | context | {"minutes": -(-seconds // 60)},
        status=429,
        headers={"Retry-After": str(seconds)},
    )


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _key_in_session(request: HttpRequest) -> NewKey:
    """Return the session's new key, the same until confirmed: the page may be opened twice."""
    key = request.session.setdefault(NEW_KEY, NewKey.random(_user(request)).key)
    return NewKey(user=_user(request), key=key)


def _mark_verified(request: HttpRequest, device: Device) -> None:
    django_otp.login(request, device)
    # A new session key with new rights, against session fixation.
    request.session.cycle_key()


def _complete_sign_in(request: HttpRequest, device: Device) -> HttpResponse:
    _mark_verified(request, device)
    left = second_factor.recovery_codes_left(_user(request))
    if left <= FEW_CODES:
        messages.warning(request, f"{left} recovery codes are left. Make new ones soon.")
    return redirect(_next_url(request))


def _next_url(request: HttpRequest) -> str:
    """Return the URL that the user asked for; the admin's start page if it is on another site."""
    url = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else reverse("admin:index")
