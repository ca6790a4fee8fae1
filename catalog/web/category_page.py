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
    sentence: str  # what is in it
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
        chips=(),  # here, the category is no filter
        paging=_at_own_address(results.paging, path, number=number),
    )
    return CategoryPage(
        name=category.name,
        sentence=_sentence(subcategories, results.total),
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
    """Keep further pages at the category's address, where search engines find them."""
    return replace(
        paging,
        first=CategoryUrl.of(path),
        previous=CategoryUrl.of(path, page=number - 1) if paging.previous else None,
        next=CategoryUrl.of(path, page=number + 1) if paging.next else None,
        next_cards="",
        here=CategoryUrl.of(path, page=number),
    )


def _sentence(subcategories: list[Category], total: str) -> str:
    if not subcategories:
        return gettext("%(total)s, to look through or to search by photo.") % {"total": total}
    between = pgettext("between the items of a list", ", ")
    names = between.join(category.name for category in subcategories[:NAMED])
    return gettext("%(total)s, among them %(names)s.") % {"total": total, "names": names}
