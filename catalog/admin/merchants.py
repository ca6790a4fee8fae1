from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from catalog.admin.base import ModelForm
from catalog.admin.deletion import LockingAdmin
from catalog.admin.form_fields import WebAddressField
from catalog.admin.groups import admit
from catalog.models import Merchant


@admin.register(Merchant)
class MerchantAdmin(LockingAdmin[Merchant]):
    """Merchants, for operators only. Saving one lets its users sign in to the admin."""

    list_display = ("name", "slug", "language", "currency", "active")
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
