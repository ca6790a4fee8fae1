"""A product as a card on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from catalog.models import Availability, Photo, Product
from catalog.money import money
from catalog.search.results import Hit, Match
from catalog.web.images import Image
from catalog.web.product_url import hit_url
from catalog.web.search_url import SearchUrl

MATCHES = {Match.STRONG: gettext_noop("Strong match"), Match.CLOSE: gettext_noop("Close match")}
NO_SIZES: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    product_id: int
    url: str
    title: str
    language: str  # of the title, as HTML names it
    brand: str
    merchant: str  # "" if it is the brand
    image: Image | None
    second: Image | None  # another view of the product, to look at while pointing at it
    price: str
    old_price: str  # "" unless a sale is on
    sizes: int  # how many there are; 0 unless there are several
    badge: str  # "" when in stock
    match: str  # "strong", "close" or ""
    match_label: str
    more_like: str
    less_like: str  # "" unless the card is among the results of a search for something


def to_cards(
    hits: Iterable[Hit],
    *,
    at: datetime,
    sizes: Mapping[int, int] = NO_SIZES,
    search: SearchUrl | None = None,
) -> tuple[Card, ...]:
    """`sizes` are the numbers of sizes by product, `search` is the search that the hits are of."""
    return tuple(_card(hit, at, sizes.get(hit.product.pk, 0), search) for hit in hits)


def _card(hit: Hit, at: datetime, sizes: int, search: SearchUrl | None) -> Card:
    product = hit.product
    # Weak ones stand below a heading that says so.
    match = hit.match if hit.match is not Match.WEAK else None
    return Card(
        product_id=product.pk,
        url=hit_url(hit),
        title=product.title,
        language=product.language_tag,
        brand=product.brand,
        merchant=product.merchant.name if product.merchant.name != product.brand else "",
        image=Image.of(hit.photo, title=product.title),
        second=Image.of(_second(hit), title=product.title),
        price=price(product, at),
        old_price=old_price(product, at),
        sizes=sizes,
        badge=badge(product),
        match=match or "",
        match_label=gettext(MATCHES[match]) if match else "",
        more_like=str(SearchUrl((("like", str(product.pk)),))),
        less_like=str(search.unlike(product.pk)) if search else "",
    )


def _second(hit: Hit) -> Photo | None:
    """The first photo that the card does not show already."""
    if hit.photo is None:
        return None
    others = (photo for photo in hit.product.photos.all() if photo.file and photo != hit.photo)
    return next(others, None)


def price(product: Product, at: datetime) -> str:
    return money(product.price_at(at), product.currency)


def old_price(product: Product, at: datetime) -> str:
    if product.price_at(at) >= product.price:
        return ""
    return money(product.price, product.currency)


def badge(product: Product) -> str:
    if product.availability == Availability.IN_STOCK:
        return ""
    return Availability(product.availability).shown
