"""A product beside the same one at other merchants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.models import Product
from catalog.remote.web_address import is_web_address
from catalog.search.same_product import same_at_other_merchants
from catalog.web.cards import badge, old_price, price
from catalog.web.product_url import product_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    merchant: str
    title: str
    price: str
    old_price: str  # "" unless a sale is on
    badge: str  # "" when in stock
    shop_url: str  # "" if the merchant gives no address
    url: str  # of the product's page here
    is_current: bool  # of the product whose page this is
    is_cheapest: bool  # of several in its currency, none of which costs less


def offers(product: Product, *, at: datetime) -> tuple[Offer, ...]:
    """Return the offers of all merchants, this product's among them; none if it is the only one."""
    others = same_at_other_merchants(product, at=at)
    if not others:
        return ()
    ordered = sorted((product, *others), key=lambda each: _by_price(product, each, at))
    lowest = _lowest(ordered, product, at)
    return tuple(_offer(each, product, lowest, at) for each in ordered)


def _by_price(product: Product, other: Product, at: datetime) -> tuple[bool, str, Decimal, bool]:
    """The product itself comes first of those that cost the same."""
    is_foreign = other.currency != product.currency
    return (is_foreign, other.currency, other.price_at(at), other != product)


def _lowest(ordered: Iterable[Product], product: Product, at: datetime) -> Decimal | None:
    """Return the lowest price; None if all offers in the product's currency cost the same."""
    prices = {each.price_at(at) for each in ordered if each.currency == product.currency}
    return min(prices) if len(prices) > 1 else None


def _offer(product: Product, current: Product, lowest: Decimal | None, at: datetime) -> Offer:
    comparable = product.currency == current.currency
    return Offer(
        merchant=product.merchant.name,
        title=product.title,
        price=price(product, at),
        old_price=old_price(product, at),
        badge=badge(product),
        shop_url=product.url if is_web_address(product.url) else "",
        url=product_url(product.pk),
        is_current=product == current,
        is_cheapest=comparable and product.price_at(at) == lowest,
    )
