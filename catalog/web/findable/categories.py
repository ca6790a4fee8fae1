"""Categories that shoppers find products in. Others are unknown: they tell what merchants plan."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from catalog.models import Category, Product
from catalog.models.category import with_parents, within_category

# Subcategories that a page links to.
MAX_SUBCATEGORIES = 60
# Categories in the sitemap, which takes 50,000 addresses.
MAX_LISTED = 10_000


class CategoryGone(Exception):
    """The category does not exist, or nothing in it is on sale."""


def category_address(path: str, *, page: int = 1) -> str:
    address = reverse("web:category", args=[path])
    return address if page == 1 else f"{address}?page={page}"


def category_on_sale(path: str) -> Category:
    """Return a category with products on sale in it or below. Raises CategoryGone."""
    category = Category.objects.filter(path=path).first()
    if category is None or not is_category_on_sale(path):
        raise CategoryGone("No such category has products on sale.")
    return category


def is_category_on_sale(path: str) -> bool:
    return Product.objects.on_sale().in_category(path).exists()


def parents_of(category: Category) -> list[Category]:
    """The categories above, from the root."""
    above = with_parents(category.path)[:-1]
    return list(Category.objects.filter(path__in=above).order_by("path")) if above else []


def subcategories_of(category: Category) -> list[Category]:
    """The next lower categories with products on sale in them or below."""
    depth = category.path.count("/") + 2
    inside = _stocked().filter(within_category(category.path)).values_list("path", flat=True)
    paths = {"/".join(path.split("/")[:depth]) for path in inside} - {category.path}
    return list(Category.objects.filter(path__in=paths).order_by("name")[:MAX_SUBCATEGORIES])


def paths_on_sale() -> list[str]:
    """The paths of all categories with products on sale in them or below."""
    stocked = _stocked().values_list("path", flat=True)[:MAX_LISTED]
    return sorted({step for path in stocked for step in with_parents(path)})[:MAX_LISTED]


def _stocked() -> QuerySet[Category]:
    """The categories that products on sale are in: one look at the index for each."""
    own = Product.objects.on_sale().filter(category=OuterRef("pk"))
    return Category.objects.filter(Exists(own))
