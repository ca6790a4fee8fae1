"""The sets of products that a search ranks and counts, and whether each is known to be large.

Counting who passes the filters costs as much as the search itself, and the same filters are asked
again and again: so it is remembered which let many through. That may be out of date: then the index
brings too few, and the statement compares all.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Final

from django.core.cache.backends.locmem import LocMemCache

from catalog.search.asked import WIDENED_WINDOW, Scope
from catalog.search.filtering import filtered_products, without_selection
from catalog.search.query import Filters, SearchQuery

SECONDS: Final = 300
MOST: Final = 10_000

# In this process' memory: a common one would have to be asked over the network.
_many = LocMemCache("reach", {"TIMEOUT": SECONDS, "OPTIONS": {"MAX_ENTRIES": MOST}})


def page_scope(query: SearchQuery, exact_limit: int) -> Scope:
    return _scope(query, query.filters, exact_limit)


def widened_scopes(query: SearchQuery, exact_limit: int) -> dict[str, Scope]:
    """For each facet with a selection, by its key, all that pass the other filters."""
    wider = without_selection(query.filters).items()
    return {key: _narrowed(_scope(query, filters, exact_limit)) for key, filters in wider}


def note_reaches(query: SearchQuery, reaches: Iterable[int | None], exact_limit: int) -> None:
    """How many products passed: of the page's scope, then of the widened ones, as in the answer;
    None where they were not counted.
    """
    filters = [query.filters, *without_selection(query.filters).values()]
    for one, reach in zip(filters, reaches, strict=True):
        if reach is not None and reach > exact_limit:
            _many.set(_key(one, exact_limit), True)


def _scope(query: SearchQuery, filters: Filters, exact_limit: int) -> Scope:
    products = filtered_products(filters)
    return Scope(
        # A product does not resemble itself.
        products=products.exclude(pk=query.similar_to) if query.similar_to else products,
        exact_limit=0 if _many.get(_key(filters, exact_limit)) else exact_limit,
    )


def _narrowed(scope: Scope) -> Scope:
    """Of a large catalog not all is looked at only to count other values."""
    return replace(scope, window=WIDENED_WINDOW) if scope.known_many else scope


def _key(filters: Filters, exact_limit: int) -> str:
    return sha256(f"{exact_limit} {filters!r}".encode()).hexdigest()
