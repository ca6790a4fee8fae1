from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import ModelForm
from catalog.admin.category_choice import known_paths
from catalog.admin.rule_boosts import RuleBoostInline
from catalog.admin.rule_form import RuleForm
from catalog.admin.rule_preview import preview_context, unsaved
from catalog.admin.rule_products import RuleProductInline
from catalog.admin.rule_summary import state, what, when
from catalog.admin.tenancy import TenantAdmin
from catalog.admin.wall_time import in_zone, merchant_zone
from catalog.models import MerchandisingRule, Merchant
from catalog.search.rules.loading import load_rules

_OF_MERCHANT = "merchandising_rules"
_PREVIEW = "admin/catalog/merchandisingrule/preview.html"


@admin.register(MerchandisingRule)
class RuleAdmin(TenantAdmin[MerchandisingRule]):
    """The rules of merchants; those of the shop itself are for operators only."""

    form = RuleForm
    inlines = (RuleProductInline, RuleBoostInline)
    list_filter = ("active",)
    list_select_related = ("merchant",)
    list_per_page = 50
    search_fields = ("name", "words")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MerchandisingRule]:
        return super().get_queryset(request).prefetch_related("products", "boosts")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        owner = ["owner"] if request.user.is_superuser else []
        return ["name", *owner, "searches", "effects", "state", "preview_link"]

    @admin.display(description="Merchant", empty_value="the shop")
    def owner(self, rule: MerchandisingRule) -> Merchant | str:
        return rule.merchant or "the shop"

    @admin.display(description="For")
    def searches(self, rule: MerchandisingRule) -> str:
        return when(rule)

    @admin.display(description="Does")
    def effects(self, rule: MerchandisingRule) -> str:
        return what(rule) or "nothing yet"

    @admin.display(description="State")
    def state(self, rule: MerchandisingRule) -> str:
        return state(rule, timezone.now())

    @admin.display(description="Preview")
    def preview_link(self, rule: MerchandisingRule) -> SafeString:
        url = reverse("admin:catalog_merchandisingrule_preview", args=[rule.pk])
        return format_html('<a href="{}">Preview</a>', url)

    def get_form(
        self,
        request: HttpRequest,
        obj: MerchandisingRule | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm[MerchandisingRule]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user  # type: ignore[attr-defined]
        return form

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "catalog_merchandisingrule_preview"
        urls = [
            path("preview/", wrap(self.preview), name=f"{name}_new"),
            path("<int:rule_id>/preview/", wrap(self.preview), name=name),
        ]
        return urls + super().get_urls()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        zone = merchant_zone(request, object_id, rows=_OF_MERCHANT)
        context = {"known_categories": known_paths(request.user), **(extra_context or {})}
        view = super().changeform_view
        return in_zone(zone, view, request, object_id, form_url, context)

    def preview(self, request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
        """Show a saved rule, or one with the values that are posted, which are not saved."""
        key = None if rule_id is None else str(rule_id)
        zone = merchant_zone(request, key, rows=_OF_MERCHANT)
        view = self._preview_posted if request.method == "POST" else self._preview_saved
        return in_zone(zone, view, request, rule_id)

    def _preview_saved(self, request: HttpRequest, rule_id: int | None) -> HttpResponse:
        rule = self._rule(request, rule_id)
        if rule is None:
            raise Http404("Save the rule, or preview it from its form.")
        (value,) = load_rules(MerchandisingRule.objects.filter(pk=rule.pk))
        context = preview_context(request, value, rule.merchant, saved=True)
        return self._page(request, rule, context)

    def _preview_posted(self, request: HttpRequest, rule_id: int | None) -> HttpResponse:
        rule = self._rule(request, rule_id)
        if not self._may_save(request, rule):
            raise PermissionDenied
        form = self.get_form(request, rule, change=rule is not None)(request.POST, instance=rule)
        valid = [form.is_valid()]
        formsets = [
            formset(request.POST, instance=form.instance, prefix=formset.get_default_prefix())
            for formset, _ in self.get_formsets_with_inlines(request, rule)
        ]
        valid += [formset.is_valid() for formset in formsets]
        if not all(valid):
            return self._page(request, form.instance, {"forms": [form, *_forms(formsets)]})
        context = preview_context(
            request, unsaved(form, formsets), form.instance.merchant, saved=False
        )
        return self._page(request, form.instance, context)

    def _may_save(self, request: HttpRequest, rule: MerchandisingRule | None) -> bool:
        if rule is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, rule)

    def _rule(self, request: HttpRequest, rule_id: int | None) -> MerchandisingRule | None:
        if rule_id is None:
            return None
        rule = self.get_object(request, str(rule_id))
        if rule is None:
            raise Http404("There is no such rule.")
        if not self.has_view_permission(request, rule):
            raise PermissionDenied
        return rule

    def _page(
        self, request: HttpRequest, rule: MerchandisingRule, context: dict[str, Any]
    ) -> HttpResponse:
        title = f"Preview of {rule.name or 'a new rule'}"
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, _PREVIEW, {**whole, "rule": rule, **context})


def _forms(formsets: list[Any]) -> list[Any]:
    return [each for formset in formsets for each in (*formset.forms, formset)]
