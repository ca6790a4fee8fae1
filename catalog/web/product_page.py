"""What the page of a product shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from catalog.models import Availability, Product
from catalog.money import money
from catalog.remote.web_address import is_web_address
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.web.attribute_labels import attribute_label, attribute_shown
from catalog.web.cards import Card, old_price, price, to_cards
from catalog.web.category_page import Link, category_trail
from catalog.web.gallery import Gallery, gallery
from catalog.web.long_text import LongText, long_text
from catalog.web.offers import Offer, offers
from catalog.web.same_but import SameButChoice, same_but
from catalog.web.search_url import SearchUrl
from catalog.web.variants import VariantChoice, variant_choices

MAX_SIMILAR: Final = 12
FIRST_ATTRIBUTES: Final = ("color", "size", "material", "pattern")
AVAILABILITIES: Final[dict[str, Promise]] = {
    Availability.IN_STOCK: gettext_lazy("In stock"),
    Availability.OUT_OF_STOCK: gettext_lazy("Out of stock"),
    Availability.PREORDER: gettext_lazy("Not out yet, but you can order it"),
    Availability.BACKORDER: gettext_lazy("Out of stock, but you can order it"),
    Availability.DISCONTINUED: gettext_lazy("No longer made"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    at: datetime  # whose prices the page has
    cards: tuple[Card, ...]
    url: SearchUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    gallery: Gallery
    price: str
    old_price: str  # "" unless a sale is on
    saving: str  # such as "€3.00 (25%)"; "" unless a sale is on
    availability: str
    in_stock: bool
    choices: tuple[VariantChoice, ...]
    shop_url: str  # "" if the merchant gives no address
    trail: tuple[Link, ...]  # from the top category to the product's
    description: LongText
    attributes: tuple[tuple[str, str], ...]
    same_but: tuple[SameButChoice, ...]
    offers: tuple[Offer, ...]
    similar: Similar


def product_page(product: Product, *, matched: str = "") -> ProductPage:
    """Prepare the page of a product, whose gallery starts with the photo of the id `matched`."""
    similar = similar_to(product)
    return ProductPage(
        gallery=gallery(product, matched=matched),
        price=price(product, similar.at),
        old_price=old_price(product, similar.at),
        saving=_saving(product, similar.at),
        availability=str(AVAILABILITIES[product.availability]),
        in_stock=product.availability == Availability.IN_STOCK,
        choices=variant_choices(product),
        shop_url=product.url if is_web_address(product.url) else "",
        trail=category_trail(product.category) if product.category else (),
        description=long_text(product.description),
        attributes=tuple(_attributes(product)),
        same_but=same_but(product),
        offers=offers(product, at=similar.at),
        similar=similar,
    )


def similar_to(product: Product) -> Similar:
    """The nearest products. There are none to show before the product is indexed."""
    page = search_products(SearchQuery(similar_to=product.pk, limit=MAX_SIMILAR))
    return Similar(
        at=page.at,
        cards=() if page.notices else to_cards(page.hits, at=page.at),
        url=SearchUrl((("like", str(product.pk)),)),
    )


def _saving(product: Product, at: datetime) -> str:
    saved = product.price - product.price_at(at)
    if saved <= 0:
        return ""
    percent = int(100 * saved / product.price)  # rounded down: no saving is promised too high
    amount = money(saved, product.currency)
    return gettext("%(amount)s (%(percent)s%%)") % {"amount": amount, "percent": percent}


def _attributes(product: Product) -> list[tuple[str, str]]:
    numbers = {gettext("GTIN"): product.gtin, gettext("Model number"): product.mpn}
    stated = [
        (attribute_label(name), text)
        for name, value in sorted(product.attributes.items(), key=_place)
        if (text := attribute_shown(value))
    ]
    return [*stated, *((label, number) for label, number in numbers.items() if number)]


def _place(attribute: tuple[str, object]) -> tuple[int, str]:
    """What shoppers look for first; then by name, as Postgres keeps no order."""
    name, _ = attribute
    known = name in FIRST_ATTRIBUTES
    return (FIRST_ATTRIBUTES.index(name) if known else len(FIRST_ATTRIBUTES), name)
