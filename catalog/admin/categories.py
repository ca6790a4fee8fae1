from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.base import ModelAdmin
from catalog.models import Category


@admin.register(Category)
class CategoryAdmin(ModelAdmin[Category]):
    """Shared by all merchants and grown by their imports, so nobody edits it by hand."""

    list_display = ("__str__", "name")
    search_fields = ("name", "path")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return False
