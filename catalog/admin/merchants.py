from collections.abc import Sequence
from typing import Final
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import ModelForm
from catalog.admin.form_fields import WebAddressField, checked_currency
from catalog.admin.member_pages import MemberPages
from catalog.admin.roles import has_role, has_role_somewhere
from catalog.models import Merchant, Role
from catalog.models.merchant import UTC_NAME

# Products that a change of the language rewrites within the page's 10 s: 10,000 take about one.
MAX_REWRITTEN: Final = 30_000
# Links, searches and the other merchants depend on these.
FOR_OPERATORS: Final = ("name", "slug", "active")


class MerchantForm(ModelForm[Merchant]):
    time_zone = forms.ChoiceField(
        choices=lambda: [(name, name) for name in sorted({UTC_NAME, *available_timezones()})],
        initial=UTC_NAME,
        help_text=Merchant._meta.get_field("time_zone").help_text,
    )

    class Meta:
        model = Merchant
        fields = ("name", "slug", "active", "currency", "time_zone", "language", "shop_url")
        field_classes = {"shop_url": WebAddressField}
        help_texts = {
            "language": "Of titles and descriptions. A change prepares the words of all products "
            "anew, which takes about a second for 10,000 of them. Imports wait meanwhile.",
            "currency": "For feed prices without a currency. Prices that are in the shop keep "
            "theirs until the next import.",
        }

    def clean_language(self) -> str:
        """Refuse to rewrite very many products within a request."""
        language: str = self.cleaned_data["language"]
        merchant = self.instance
        if merchant.pk is None or language == self.initial.get("language"):
            return language
        count = merchant.products.count()
        if count > MAX_REWRITTEN:
            command = f"Merchant.objects.filter(pk={merchant.pk}).update(language={language!r})"
            raise forms.ValidationError(
                f"It has {count:,} products, which a page cannot prepare anew. Whoever runs the "
                f"shop can: in ./shop shell, {command}"
            )
        return language

    def clean_currency(self) -> str:
        return checked_currency(self.cleaned_data["currency"], former=self.initial.get("currency"))


@admin.register(Merchant)
class MerchantAdmin(MemberPages):
    """Merchants. Operators add and delete them; owners change some fields of their own.

    No model permissions: an earlier release, which may serve beside this one, lets everybody with
    a permission for merchants change all of them.
    """

    list_display = ("name", "slug", "language", "currency", "active")
    search_fields = ("name", "slug")
    fields = (*MerchantForm.Meta.fields, "members_link")
    readonly_fields = ("members_link",)
    form = MerchantForm

    def get_list_filter(self, request: HttpRequest) -> tuple[str, ...]:
        return ("active",) if request.user.is_superuser else ()

    def get_readonly_fields(
        self, request: HttpRequest, obj: Merchant | None = None
    ) -> tuple[str, ...]:
        fixed = () if request.user.is_superuser else FOR_OPERATORS
        return (*fixed, *self.readonly_fields)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Merchant | None = None
    ) -> dict[str, Sequence[str]]:
        return {"slug": ("name",)} if request.user.is_superuser else {}

    @admin.display(description="Members")
    def members_link(self, merchant: Merchant) -> SafeString | str:
        if not merchant.pk:
            return "Save the merchant first."
        address = reverse("admin:catalog_merchant_members", args=[merchant.pk])
        return format_html('<a href="{}">Who may see and change what</a>', address)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return has_role_somewhere(request, Role.VIEWER)

    def has_view_permission(self, request: HttpRequest, obj: Merchant | None = None) -> bool:
        if obj is None:
            return has_role_somewhere(request, Role.VIEWER)
        return has_role(request, obj.pk, Role.VIEWER)

    def has_change_permission(self, request: HttpRequest, obj: Merchant | None = None) -> bool:
        return self.has_change_role(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Merchant | None = None) -> bool:
        return bool(request.user.is_superuser)
