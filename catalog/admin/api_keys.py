"""Keys of the REST API: owners make those of their merchants, operators also publishable ones.

A key is shown once, in the response that makes it. So there is no redirect after that form: the key
would have to be stored, or be in an address.
"""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Field, ForeignKey
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.admin.api_key_form import KeyForm, NewKeyForm, origins_field, scopes_field
from catalog.admin.base import ModelForm
from catalog.admin.tenancy import TenantAdmin
from catalog.keys.making import issue
from catalog.models import ApiKey, KeyKind, Merchant, Role, Scope

_LIST: Final = "admin:catalog_apikey_changelist"
_KEPT_AS: Final = "_new_api_key"
_ABOUT: Final = ("allows", "begins_with", "state", "created_at", "maker", "last_used_at")


@admin.register(ApiKey)
class ApiKeyAdmin(TenantAdmin[ApiKey]):
    change_role = Role.OWNER
    list_select_related = ("merchant", "created_by")
    search_fields = ("name", "prefix")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.revoke)
        revoke = path("<int:key_id>/revoke/", view, name="catalog_apikey_revoke")
        return [revoke, *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        owner = ["merchant", "kind"] if request.user.is_superuser else []
        return ["name", *owner, "begins_with", "state", "allows", "last_used_at"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return ["kind"] if request.user.is_superuser else []

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[Any]:
        is_operator = bool(request.user.is_superuser)
        limits = ["requests_per_minute", "address_requests_per_minute"] if is_operator else []
        if obj is None:
            of_shop = ["allowed_origins", *limits] if is_operator else []
            kind = ["kind"] if is_operator else []
            return [*kind, "merchant", "name", "scopes", "expires_after", *of_shop]
        if obj.is_secret:
            return ["merchant", "name", *limits[:1], *_ABOUT]
        return ["kind", "name", "allowed_origins", *limits, *_ABOUT]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        return () if obj is None else ("kind", "merchant", *_ABOUT)

    def get_form(
        self, request: HttpRequest, obj: ApiKey | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[ApiKey]]:
        form = NewKeyForm if obj is None else KeyForm
        return super().get_form(request, obj, change=change, **{"form": form} | kwargs)

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "allowed_origins":
            return origins_field()
        if db_field.name == "scopes":
            return scopes_field()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer only merchants that the user owns."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "merchant":
            field.queryset = Merchant.objects.of_role(request.user, self.change_role)
        return field

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        self.check_role(request, obj)
        obj.expires_at = form.expires_at()
        obj.created_by = request.user if isinstance(request.user, User) else None
        setattr(request, _KEPT_AS, issue(obj))

    @method_decorator(never_cache)
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        only_save = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().add_view(request, form_url, (extra_context or {}) | only_save)

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._page(request, obj, "created", text=getattr(request, _KEPT_AS))

    @method_decorator((never_cache, require_http_methods(["GET", "HEAD", "POST"])))
    def revoke(self, request: HttpRequest, key_id: int) -> HttpResponse:
        """Ask, and then end the key at once."""
        key = self.get_object(request, str(key_id))
        if key is None or not self.has_change_permission(request, key):
            raise Http404("There is no such key of yours.")
        if request.method != "POST":
            return self._page(request, key, "revoke")
        if ApiKey.objects.filter(pk=key.pk).revoke():
            self.log_change(request, key, "Revoked.")
            messages.success(request, f"“{key}” is revoked: requests with it are refused.")
        return redirect(_LIST)

    def _page(self, request: HttpRequest, key: ApiKey, name: str, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Key “{key.name}”",
            "opts": self.opts,
            "key": key,
            "is_publishable": key.kind == KeyKind.PUBLISHABLE,
            "scopes": [Scope(scope).label for scope in key.scopes],
            **more,
        }
        return TemplateResponse(request, f"admin/catalog/apikey/{name}.html", context)

    @admin.display(description="Begins with", ordering="prefix")
    def begins_with(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @admin.display(description="Created by")
    def maker(self, key: ApiKey) -> str:
        return str(key.created_by or "the command line")

    @admin.display(description="Allows")
    def allows(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.display(description="State")
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return f"revoked {key.revoked_at:%Y-%m-%d}"
        if key.is_expired:
            return "expired"
        if key.created_by is not None and not key.created_by.is_active:
            return "its maker is not active"
        return f"live until {key.expires_at:%Y-%m-%d}" if key.expires_at else "live"
