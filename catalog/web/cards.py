"""A product as a card on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from catalog.models import Availability, Photo, Product
from catalog.money import money
from catalog.search.results import Hit, Match

MATCHES = {Match.STRONG: "Strong match", Match.CLOSE: "Close match", Match.WEAK: "Weak match"}
# Pixels that browsers reserve for an image of unknown size, so that the page does not jump.
DEFAULT_SIDE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    url: str
    alt: str
    width: int
    height: int

    @classmethod
    def of(cls, photo: Photo | None, *, title: str) -> Image | None:
        if photo is None or not photo.file:
            return None
        return cls(
            url=photo.file.url,
            alt=photo.alt or title,
            width=photo.width or DEFAULT_SIDE,
            height=photo.height or DEFAULT_SIDE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    product_id: int
    url: str
    title: str
    maker: str  # brand and merchant, or just one name if they are the same
    image: Image | None
    price: str
    old_price: str  # "" unless a sale is on
    badge: str  # "" when in stock
    match: str  # "strong", "close", "weak" or ""
    match_label: str


def to_cards(hits: Iterable[Hit], *, at: datetime) -> tuple[Card, ...]:
    return tuple(_card(hit, at) for hit in hits)


def _card(hit: Hit, at: datetime) -> Card:
    product = hit.product
    # What a rule pins is an answer, however weak it is as a match.
    match = hit.match if hit.match is not Match.WEAK or not hit.is_pinned else None
    return Card(
        product_id=product.pk,
        url=reverse("web:product", args=[product.pk]),
        title=product.title,
        maker=" · ".join(dict.fromkeys(filter(None, (product.brand, product.merchant.name)))),
        image=Image.of(hit.photo, title=product.title),
        price=price(product, at),
        old_price=old_price(product, at),
        badge=badge(product),
        match=match or "",
        match_label=MATCHES[match] if match else "",
    )


def price(product: Product, at: datetime) -> str:
    return money(product.price_at(at), product.currency)


def old_price(product: Product, at: datetime) -> str:
    if product.price_at(at) >= product.price:
        return ""
    return money(product.price, product.currency)


def badge(product: Product) -> str:
    if product.availability == Availability.IN_STOCK:
        return ""
    return str(Availability(product.availability).label)
