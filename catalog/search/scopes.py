"""The sets of products that a search ranks and counts, and how each is scanned.

How many pass the filters, Postgres' planner estimates from its statistics, in less than a
millisecond; what a search then found is remembered, as the same filters are asked again and again.
Neither need be right: the statement tells when it was not (execution.py).
"""

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Final

from django.core.cache.backends.locmem import LocMemCache

from catalog.search.asked import Asked, Scan, Scope
from catalog.search.execution import Outcome
from catalog.search.filtering import filtered_products, without_selection
from catalog.search.query import Filters, SearchQuery
from catalog.search.sizes import all_sizes

SECONDS: Final = 300
MOST: Final = 10_000
LEAST_EXACT_LIMIT: Final = 5_000
EXACT_LIMIT_SQUARED: Final = 400
"""For each product of the catalog. To find w of the p that pass among n, the index has to bring
n · w / p rows, each as dear as some that are compared: so it is worth while where p is a multiple
of √n; docs/performance.md has the figures.
"""

# In this process' memory: a common one would have to be asked over the network.
_reaches = LocMemCache("reaches", {"TIMEOUT": SECONDS, "OPTIONS": {"MAX_ENTRIES": MOST}})


def usual_exact_limit() -> int:
    """Up to so many products that pass are compared without the index."""
    limit = math.sqrt(EXACT_LIMIT_SQUARED * _expected(Filters()))
    # In thousands: it stands in the text that the statement is planned by.
    return max(LEAST_EXACT_LIMIT, round(limit / 1_000) * 1_000)


def page_scope(query: SearchQuery, limit: int) -> Scope:
    """`limit`: the exact limit."""
    return _scope(query, query.filters, limit)


def widened_scopes(query: SearchQuery, limit: int) -> dict[str, Scope]:
    """For each facet with a selection, by its key, all that pass the other filters."""
    wider = without_selection(query.filters).items()
    scopes = {key: _scope(query, filters, limit) for key, filters in wider}
    return {key: replace(scope, widened=True) for key, scope in scopes.items()}


def note_outcomes(query: SearchQuery, asked: Asked, outcomes: Iterable[Outcome]) -> None:
    """How many passed, where they were counted; that they are many, where the index was right."""
    filters = [query.filters, *without_selection(query.filters).values()]
    for one, (_, scope), (reach, _) in zip(filters, asked.scopes, outcomes, strict=True):
        many = max(scope.expected, scope.exact_limit + 1)
        _reaches.set(_key(one), many if reach is None else reach)


def _scope(query: SearchQuery, filters: Filters, limit: int) -> Scope:
    products = filtered_products(filters)
    expected = _expected(filters)
    alike = all_sizes(query.similar_to) if query.similar_to else []
    return Scope(
        # A product does not resemble itself, in no size.
        products=products.exclude(pk__in=alike) if alike else products,
        scan=Scan.INDEXED if expected > limit else Scan.COUNTED,
        exact_limit=limit,
        expected=expected,
        everything=_expected(Filters()),
    )


def _expected(filters: Filters) -> int:
    """About how many products pass."""
    known: int | None = _reaches.get_or_set(_key(filters), partial(_estimated, filters))
    return known or 0


def _estimated(filters: Filters) -> int:
    """By the planner, which looks at none."""
    plan = filtered_products(filters).order_by().values("id").explain()
    rows = re.search(r"rows=(\d+)", plan)
    return int(rows[1]) if rows else 0


def _key(filters: Filters) -> str:
    return sha256(repr(filters).encode()).hexdigest()
