"""The queries of products: who may see them, and which pass a filter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db.models import Func, Q, TextField, Value

from catalog.models.brand import BrandKey
from catalog.models.category import within_category
from catalog.models.merchant import TenantQuerySet
from catalog.models.sale import LOWEST_PRICE, PricedFrom, PricedUpTo, lowest_off_sale

if TYPE_CHECKING:
    from catalog.models.product import Product


def phrase_key(text: str | Value) -> Func:
    """The words of a title or brand, without accents and symbols, by migration 0012."""
    return Func(text, function="catalog_phrase_key", output_field=TextField())


class ProductQuerySet(TenantQuerySet["Product"]):
    def on_sale(self) -> Self:
        """The products a shopper can find."""
        return self.filter(active=True, merchant__active=True)

    def variants_of(self, product: Product) -> Self:
        """The products with the same merchant and group id, including the product itself.

        Without a group id, only the product itself.
        """
        if not product.group_id:
            return self.filter(pk=product.pk)
        return self.filter(merchant=product.merchant_id, group_id=product.group_id)

    def of_merchants(self, slugs: Sequence[str]) -> Self:
        return self.filter(merchant__slug__in=slugs)

    def in_category(self, path: str) -> Self:
        """The products of the category and its descendants."""
        return self.filter(within_category(path, lookup="category__path"))

    def priced_between(self, low: Decimal | None, high: Decimal | None, *, at: datetime) -> Self:
        """The products whose price at the instant is from `low` to `high`, inclusive if given.

        Bounds on the lowest price choose by the index.
        """
        products = self.alias(lowest_price=LOWEST_PRICE)
        if low is not None:
            bound = lowest_off_sale(low, high, at)
            products = products.filter(lowest_price__gte=bound)
            if bound < low:
                products = products.filter(PricedFrom(low, at))
        if high is not None:
            products = products.filter(PricedUpTo(high, at), lowest_price__lte=high)
        return products

    def priced_in(self, currency: str) -> Self:
        return self.filter(currency=currency)

    def of_brands(self, brands: Sequence[str]) -> Self:
        """The products of any of the brands, however each product spells it."""
        return self.filter(brand_key__in=[BrandKey(Value(brand)) for brand in brands])

    def available_as(self, availabilities: Sequence[str]) -> Self:
        return self.filter(availability__in=availabilities)

    def updated_since(self, instant: datetime) -> Self:
        return self.filter(updated_at__gte=instant)

    def with_attribute(self, name: str, values: Sequence[str]) -> Self:
        """The products that have any of the values. The GIN index supports tests by containment."""
        any_value = Q()
        for value in values:
            any_value |= Q(attributes__contains={name: value})
        return self.filter(any_value)
