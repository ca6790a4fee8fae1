from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.deletion import LockingAdmin
from catalog.models import Category


@admin.register(Category)
class CategoryAdmin(LockingAdmin[Category]):
    """Categories, read-only: the imports of all merchants create and share them."""

    list_display = ("__str__", "name")
    search_fields = ("name", "path")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return False
