"""What the database knows about the searches and products of events: four statements at most."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q

from catalog.insights.event import Event
from catalog.models import Product, Search

# Variants of the products of one batch that are looked at.
MAX_VARIANTS: Final = 10_000

SEARCH_MISSING: Final = "Send the `id` of the search whose result this was."
SEARCH_GONE: Final = "No such search, or it has expired."
PRODUCT_GONE: Final = "No such product is on sale."
NOT_A_HIT: Final = "This product is not among the results that this search has returned."


class EventRefused(ValueError):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    searches: Mapping[uuid.UUID, Search]  # that are live
    products: Mapping[int, Product]  # that are on sale
    variants: Mapping[int, Sequence[int]]  # of each product, itself included

    @classmethod
    def of(cls, events: Sequence[Event]) -> EventFacts:
        searches = Search.objects.live().in_bulk({each.search_id for each in events} - {None})
        on_sale = Product.objects.on_sale().only("merchant_id", "group_id")
        products = on_sale.in_bulk({each.product_id for each in events})
        return cls(searches=searches, products=products, variants=_variants(products.values()))

    def check(self, event: Event) -> None:
        """Raise EventRefused if it cannot have happened."""
        if event.search_id is None and event.type.needs_search:
            raise EventRefused("search_id", SEARCH_MISSING)
        if event.search_id is not None and event.search_id not in self.searches:
            raise EventRefused("search_id", SEARCH_GONE)
        if event.product_id not in self.products:
            raise EventRefused("product_id", PRODUCT_GONE)
        if event.search_id is not None and self.place_of(event) is None:
            raise EventRefused("product_id", NOT_A_HIT)

    def place_of(self, event: Event) -> int | None:
        """The index of the product among those that its search has shown; None without a search.

        Of a product with variants, one may have been shown and another be bought.
        """
        search = self.searches.get(event.search_id) if event.search_id else None
        shown = search.shown if search else []
        found = (shown.index(key) for key in self._keys(event.product_id) if key in shown)
        return next(found, None)

    def _keys(self, product_id: int) -> Sequence[int]:
        return [product_id, *self.variants.get(product_id, ())]


def _variants(products: Iterable[Product]) -> Mapping[int, Sequence[int]]:
    grouped = [product for product in products if product.group_id]
    if not grouped:
        return {}
    pairs = {(product.merchant_id, product.group_id) for product in grouped}
    any_group = reduce(or_, (Q(merchant=merchant, group_id=group) for merchant, group in pairs))
    rows = Product.objects.filter(any_group).values_list("merchant_id", "group_id", "pk")
    of_group: dict[tuple[int, str], list[int]] = defaultdict(list)
    for merchant, group, key in rows.order_by("pk")[:MAX_VARIANTS]:
        of_group[merchant, group].append(key)
    return {product.pk: of_group[product.merchant_id, product.group_id] for product in grouped}
