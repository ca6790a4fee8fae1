from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from catalog.admin.base import ModelAdmin, ModelForm
from catalog.admin.groups import admit
from catalog.admin.web_address import WebAddressField
from catalog.models import Merchant


@admin.register(Merchant)
class MerchantAdmin(ModelAdmin[Merchant]):
    """For operators. Users named here may sign in and manage this merchant's catalog."""

    list_display = ("name", "slug", "currency", "active")
    list_filter = ("active",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("users",)
    formfield_overrides = {models.URLField: {"form_class": WebAddressField}}

    def save_related(
        self, request: HttpRequest, form: ModelForm[Merchant], formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        for user in form.instance.users.all():
            admit(user)
