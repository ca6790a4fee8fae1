"""Chooses the currency in which a search compares prices, because 1500 JPY is less than 20 EUR."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext

from catalog.models import Product
from catalog.search.query import SearchQuery

REMEMBERED_SECONDS: Final = 300

# One look-up in the index for each currency, however many products there are.
STORED_CURRENCIES: Final = """
WITH RECURSIVE stored AS (
    (SELECT currency FROM catalog_product ORDER BY currency LIMIT 1)
    UNION ALL
    SELECT (SELECT currency FROM catalog_product d WHERE d.currency > stored.currency
            ORDER BY currency LIMIT 1)
    FROM stored WHERE currency IS NOT NULL
)
SELECT currency FROM stored WHERE currency IS NOT NULL
"""

# By the currencies that are stored: a new one is noticed at once.
_counts = LocMemCache("currency_counts", {"TIMEOUT": REMEMBERED_SECONDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceComparison:
    """How a search compares prices."""

    offered: str  # the currency in which it would compare them
    currency: str = ""  # the same, or "" if it compares none
    # The currencies to choose from; empty if the shop has no other than `currency`.
    currencies: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def applied_to(self, query: SearchQuery) -> SearchQuery:
        """Return the query with the currency, or with none where it would change nothing."""
        currency = self.currency if self.currencies else ""
        return replace(query, filters=replace(query.filters, currency=currency))


def price_comparison(query: SearchQuery) -> PriceComparison:
    """Return how a query compares prices, if it has price bounds or is sorted by price.

    Without a currency in the query, it is that of most products on sale, of the query's merchants
    if it names some.
    """
    filters = query.filters
    shop = currencies_on_sale()
    several = len(shop) > 1
    offered = (several and currencies_on_sale(filters.merchants)) or shop
    currency = filters.currency or next(iter(offered), "")
    if not (filters.has_price_bounds or query.order.is_by_price):
        return PriceComparison(offered=currency)
    if set(shop) <= {currency}:
        return PriceComparison(offered=currency, currency=currency)
    return PriceComparison(
        offered=currency,
        currency=currency,
        currencies=tuple(dict.fromkeys((*shop, currency))),
        notices=_notices(query, currency, offered),
    )


def currencies_on_sale(merchants: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the currencies of the products on sale, that of most products first.

    `merchants` are the slugs to look at; all if empty.
    """
    stored = _stored_currencies()
    if len(stored) < 2:
        return stored
    totals: Counter[str] = Counter()
    for slug, currency, count in _counts.get_or_set(_key(stored), _count) or ():
        if not merchants or slug in merchants:
            totals[currency] += count
    return tuple(sorted(totals, key=lambda currency: (-totals[currency], currency)))


def _stored_currencies() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(STORED_CURRENCIES)
        return tuple(currency for (currency,) in cursor.fetchall())


def _key(stored: Sequence[str]) -> str:
    return sha256(repr(stored).encode()).hexdigest()


def _count() -> list[tuple[str, str, int]]:
    """Count the products on sale by merchant and currency."""
    groups = Product.objects.on_sale().order_by().values_list("merchant__slug", "currency")
    return list(groups.annotate(Count("pk")))


def _notices(query: SearchQuery, currency: str, offered: Sequence[str]) -> tuple[str, ...]:
    if currency not in offered:
        text = gettext("None of these products is priced in {currency}.")
        return (text.format(currency=currency),)
    if len(offered) < 2:
        return ()
    if query.filters.has_price_bounds:
        text = gettext(
            "Prices are compared in {currency}. Products priced in other currencies are left out."
        )
    else:
        text = gettext(
            "Sorted by prices in {currency}. Products in other currencies follow, by currency."
        )
    return (text.format(currency=currency),)
