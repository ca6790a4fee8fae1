from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from catalog.admin.base import ModelForm
from catalog.admin.deletion import LockingAdmin
from catalog.admin.form_fields import WebAddressField, checked_currency
from catalog.admin.groups import admit
from catalog.models import Merchant
from catalog.models.merchant import UTC_NAME


class MerchantForm(ModelForm[Merchant]):
    time_zone = forms.ChoiceField(
        choices=lambda: [(name, name) for name in sorted({UTC_NAME, *available_timezones()})],
        initial=UTC_NAME,
        help_text=Merchant._meta.get_field("time_zone").help_text,
    )

    def clean_currency(self) -> str:
        return checked_currency(self.cleaned_data["currency"], former=self.initial.get("currency"))


@admin.register(Merchant)
class MerchantAdmin(LockingAdmin[Merchant]):
    """Merchants, for operators only. Saving one lets its users sign in to the admin."""

    list_display = ("name", "slug", "language", "currency", "active")
    list_filter = ("active",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("users",)
    form = MerchantForm
    formfield_overrides = {models.URLField: {"form_class": WebAddressField}}

    def save_related(
        self, request: HttpRequest, form: ModelForm[Merchant], formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        for user in form.instance.users.all():
            admit(user)
