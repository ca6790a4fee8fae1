from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.deletion import LockingAdmin
from catalog.models import Category


@admin.register(Category)
class CategoryAdmin(LockingAdmin[Category]):
    """Categories, read-only: the imports of all merchants create and share them.

    A merchant sees those of its own products.
    """

    list_display = ("__str__", "name")
    search_fields = ("name", "path")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return Category.objects.of_user(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return False
