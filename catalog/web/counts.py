"""Counts of products as pages write them, also where there may be more than were counted."""

from django.utils.translation import gettext, ngettext

from catalog.locales import number
from catalog.search.results import SearchPage


def bounded(count: int, *, is_lower_bound: bool) -> str:
    """Write a count in little room: "300+" if there may be more."""
    return f"{number(count)}{'+' if is_lower_bound else ''}"


def bounded_in_words(count: int, *, is_lower_bound: bool) -> str:
    """Write what "300+" means; "" for a count that is exact."""
    return gettext("at least {count}").format(count=number(count)) if is_lower_bound else ""


def total_in_words(page: SearchPage) -> str:
    """Say what a search found. Matches and what is only similar are counted apart."""
    if page.nothing_matches:
        return gettext("Nearest products")
    if page.total == page.ranked:
        return _products(page)
    similar = ngettext("then {similar} similar", "then {similar} similar", page.similar)
    return f"{_matches(page)}, {similar.format(similar=number(page.similar))}"


def products_to_show(page: SearchPage) -> str:
    """Say the same on a button that leads to the results."""
    if page.nothing_matches:
        return gettext("Show the nearest products")
    text = ngettext("Show {count} product", "Show {count} products", page.total)
    return text.format(count=bounded(page.total, is_lower_bound=page.total_is_lower_bound))


def _products(page: SearchPage) -> str:
    if page.total_is_lower_bound:
        text = ngettext("At least {count} product", "At least {count} products", page.total)
    else:
        text = ngettext("{count} product", "{count} products", page.total)
    return text.format(count=number(page.total))


def _matches(page: SearchPage) -> str:
    if page.total_is_lower_bound:
        text = ngettext("At least {count} match", "At least {count} matches", page.total)
    else:
        text = ngettext("{count} match", "{count} matches", page.total)
    return text.format(count=number(page.total))
