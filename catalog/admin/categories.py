from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from catalog.admin.deletion import LockingAdmin
from catalog.models import Category, Product
from catalog.models.category import within_category


@admin.register(Category)
class CategoryAdmin(LockingAdmin[Category]):
    """Categories, read-only: the imports of all merchants create and share them."""

    list_display = ("__str__", "name")
    search_fields = ("name", "path")

    def to_lock(self, rows: QuerySet[Category]) -> Iterator[QuerySet[Any]]:
        """Yield the products, then the categories and their descendants.

        Descendants are deleted too. Products stay, without a category.
        """
        tree = Q()
        for path in rows.values_list("path", flat=True):
            tree |= within_category(path)
        categories = Category.objects.filter(tree) if tree else rows
        yield Product.objects.filter(category__in=categories.values("pk"))
        yield categories

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return False
