"""Web addresses of feeds: what is fetched from them, and how that goes."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalog import feed_tasks
from catalog.admin.base import ModelForm
from catalog.admin.feed_address_form import FeedAddressForm
from catalog.admin.missing_products import (
    form_of_user,
    may_retire,
    own_field,
    restrict_actions,
)
from catalog.admin.tenancy import TenantAdmin
from catalog.ingest.feed_addresses.control import fetch_now, pause, save_address
from catalog.ingest.feed_addresses.notices import notices_of
from catalog.models import FeedAddress, FeedAddressState, ImportRun, ImportState
from catalog.models.imports import ACTIVE

MAX_RUNS = 20
_PAGE = "admin:catalog_feedaddress_change"
_VIEWED = ("merchant", "name", "address", "every_hours", "missing_action", "missing_scope")


@admin.register(FeedAddress)
class FeedAddressAdmin(TenantAdmin[FeedAddress]):
    form = FeedAddressForm
    fieldsets = (
        (None, {"fields": ("merchant", "name", "address", "every_hours")}),
        ("If the server asks who you are", {"fields": ("username", "password")}),
        ("How it is imported", {"fields": ("missing_action", "missing_scope")}),
        (
            "How it is read",
            {
                "fields": ("dialect", "encoding", "currency", "decimal_mark"),
                "description": "This is detected. The first feed waits until you have seen how it "
                "is read; there you can also say what its columns stand for.",
                "classes": ("collapse",),
            },
        ),
    )
    list_display = ("name", "merchant", "outcome", "fetched_at", "changed_at", "next_fetch")
    list_filter = ("state",)
    list_select_related = ("merchant",)
    search_fields = ("name",)

    def get_urls(self) -> list[URLPattern]:
        views = (("fetch/", self.fetch_now), ("pause/", self.pause))
        wrap = self.admin_site.admin_view
        urls = [
            path(
                f"<int:address_id>/{suffix}",
                wrap(view),
                name=f"catalog_feedaddress_{view.__name__}",
            )
            for suffix, view in views
        ]
        return urls + super().get_urls()

    def get_form(
        self,
        request: HttpRequest,
        obj: FeedAddress | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm[FeedAddress]]:
        of_user = form_of_user(FeedAddressForm, request)
        form = super().get_form(request, obj, change=change, form=of_user, **kwargs)
        if "missing_action" in form.base_fields:
            # What an owner has chosen stays as it is when others edit the rest.
            if obj is None or may_retire(request, obj.merchant, obj.missing_action):
                restrict_actions(form, request)
            else:
                own_field(form).disabled = True
        return form

    def get_fieldsets(self, request: HttpRequest, obj: FeedAddress | None = None) -> Any:
        """Show who may only look neither the password nor fields that only the form has."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": _VIEWED})]

    def save_model(self, request: HttpRequest, obj: FeedAddress, form: Any, change: bool) -> None:
        obj.read_options = form.read_options()
        save_address(obj)
        feed_tasks.wake_feed_fetching()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how the fetches go, and the form. htmx gets only the part that changes."""
        address = self.get_object(request, object_id)
        context = address_context(address) if address else {}
        if address and self._wants_part(request, address):
            context |= {"original": address}
            context["has_change_permission"] = self.has_change_permission(request, address)
            return TemplateResponse(request, "admin/catalog/feedaddress/_state.html", context)
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def _wants_part(self, request: HttpRequest, address: FeedAddress) -> bool:
        return "HX-Request" in request.headers and self.has_view_permission(request, address)

    def response_add(
        self, request: HttpRequest, obj: FeedAddress, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, f"“{obj}” is fetched now. Its first feed then waits for you.")
        return redirect(_PAGE, obj.pk)

    @method_decorator(require_POST)
    def fetch_now(self, request: HttpRequest, address_id: int) -> HttpResponse:
        address = self._address_to_change(request, address_id)
        if fetch_now(address):
            feed_tasks.wake_feed_fetching()
            messages.success(request, "The feed will be fetched at once.")
        else:
            messages.warning(request, "The feed is being fetched already.")
        return redirect(_PAGE, address.pk)

    @method_decorator(require_POST)
    def pause(self, request: HttpRequest, address_id: int) -> HttpResponse:
        address = self._address_to_change(request, address_id)
        if pause(address):
            messages.success(request, "The feed is not fetched until you resume it.")
        else:
            messages.warning(request, "The feed is not fetched anyway.")
        return redirect(_PAGE, address.pk)

    def _address_to_change(self, request: HttpRequest, address_id: int) -> FeedAddress:
        address = self.get_object(request, str(address_id))
        if address is None:
            raise Http404("There is no such feed address.")
        if not self.has_change_permission(request, address):
            raise PermissionDenied
        return address

    @admin.display(description="Last outcome")
    def outcome(self, address: FeedAddress) -> str:
        if address.failures:
            return address.reason
        return address.get_state_display() if address.fetched_at else "not fetched yet"

    @admin.display(description="Fetched again", ordering="due_at")
    def next_fetch(self, address: FeedAddress) -> Any:
        return address.due_at if address.state == FeedAddressState.PENDING else None


def address_context(address: FeedAddress) -> dict[str, Any]:
    """Return what the page shows besides the form."""
    runs = ImportRun.objects.filter(feed=address.feed_id).order_by("-pk")
    unfinished = address.runs.filter(state__in=(*ACTIVE, ImportState.PAUSED))
    waits_for = unfinished.order_by("pk").first()
    is_scheduled = address.state == FeedAddressState.PENDING
    is_due = is_scheduled and address.merchant.active and address.due_at <= timezone.now()
    works = waits_for is not None and waits_for.state in ACTIVE
    return {
        "feed_address": address,
        "address_notices": notices_of(address),
        "runs": runs[:MAX_RUNS],
        "waits_for": waits_for,
        "is_due": is_due,
        "is_busy": is_due or works or address.is_being_fetched,
        "is_scheduled": is_scheduled,
        "is_paused": address.state == FeedAddressState.PAUSED,
    }
