"""The page of a category: the browse page of its products, with its place in the tree."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext, pgettext

from catalog.models import Category
from catalog.web.category_url import CategoryUrl
from catalog.web.findable.categories import (
    category_address,
    category_on_sale,
    parents_of,
    subcategories_of,
)
from catalog.web.paging import Paging
from catalog.web.results_page import ResultsPage, results_page

# Subcategories that the description names.
NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPage:
    name: str
    description: str  # one sentence
    url: CategoryUrl
    trail: tuple[Link, ...]  # from the top category to this one
    subcategories: tuple[Link, ...]
    results: ResultsPage


def category_page(path: str, *, number: int) -> CategoryPage:
    """Raises CategoryGone and what results_page raises."""
    category = category_on_sale(path)
    subcategories = subcategories_of(category)
    url = CategoryUrl.of(path, page=number)
    results = results_page(url, logs_clicks=False)
    results = replace(
        results,
        summary=replace(results.summary, title=category.name),
        paging=_at_own_address(results.paging, path, number=number),
    )
    return CategoryPage(
        name=category.name,
        description=_description(category, subcategories, results),
        url=url,
        trail=category_trail(category),
        subcategories=tuple(map(_link, subcategories)),
        results=results,
    )


def category_trail(category: Category) -> tuple[Link, ...]:
    """Links to the top category, to those between, and to the category itself."""
    return tuple(map(_link, [*parents_of(category), category]))


def _link(category: Category) -> Link:
    return Link(label=category.name, url=category_address(category.path))


def _at_own_address(paging: Paging, path: str, *, number: int) -> Paging:
    """Keep further pages at the category's address: each is a page of its own for search engines."""
    return replace(
        paging,
        first=CategoryUrl.of(path),
        previous=CategoryUrl.of(path, page=number - 1) if paging.previous else None,
        next=CategoryUrl.of(path, page=number + 1) if paging.next else None,
        next_cards="",
        here=CategoryUrl.of(path, page=number),
    )


def _description(category: Category, subcategories: list[Category], results: ResultsPage) -> str:
    values = {
        "name": category.name,
        "total": results.total,
        "names": pgettext("between the items of a list", ", ").join(
            subcategory.name for subcategory in subcategories[:NAMED]
        ),
    }
    if subcategories:
        return gettext("%(name)s: %(total)s, among them %(names)s.") % values
    return gettext("%(name)s: %(total)s, to look through or to search by photo.") % values
