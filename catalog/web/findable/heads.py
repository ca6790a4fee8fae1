"""What each kind of page says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from catalog.models import Product
from catalog.web.category_page import CategoryPage, Link, category_trail
from catalog.web.findable.head import PageHead, Price, absolute, picture, structured
from catalog.web.findable.plain_text import one_line
from catalog.web.findable.structured_data import (
    Step,
    amount,
    breadcrumbs_document,
    product_document,
    website_document,
)
from catalog.web.images import Image
from catalog.web.theme.theme import current_theme


def home_head(request: HttpRequest, image: Image | None) -> PageHead:
    shop = current_theme().name
    url = absolute(request, reverse("web:home"))
    search_url = absolute(request, reverse("web:search"))
    return PageHead(
        title=shop,
        description=standing_description(),
        canonical=url,
        picture=picture(request, image),
        structured=structured(website_document(name=shop, url=url, search_url=search_url)),
    )


def standing_description() -> str:
    return gettext("Find products with a photo and a few words.")


def category_head(request: HttpRequest, page: CategoryPage) -> PageHead:
    results = page.results
    cards = (*results.cards, *results.similar_cards)
    image = next((card.image for card in cards if card.image), None)
    return PageHead(
        title=page.name,
        description=one_line(f"{page.name}: {page.sentence}"),
        canonical=absolute(request, str(page.url)),
        picture=picture(request, image),
        structured=structured(_breadcrumbs(request, page.trail)),
    )


def product_head(
    request: HttpRequest, product: Product, images: Sequence[Image], *, at: datetime
) -> PageHead:
    url = absolute(request, reverse("web:product", args=[product.pk]))
    pictures = [absolute(request, image.url) for image in images]
    document = product_document(product, url=url, pictures=pictures, at=at)
    trail = category_trail(product.category) if product.category else ()
    here = Link(label=product.title, url=url)
    return PageHead(
        title=product.title,
        description=_product_description(product),
        canonical=url,
        kind="product",
        picture=picture(request, images[0] if images else None),
        price=Price(
            amount=amount(product.price_at(at), product.currency), currency=product.currency
        ),
        structured=structured(document, _breadcrumbs(request, (*trail, here))),
    )


def _product_description(product: Product) -> str:
    if product.description:
        return one_line(product.description)
    text = gettext("%(title)s by %(maker)s: price, photos and similar products.")
    maker = product.brand or product.merchant.name
    return one_line(text % {"title": product.title, "maker": maker})


def _breadcrumbs(request: HttpRequest, trail: Sequence[Link]) -> dict[str, object]:
    home = Step(name=current_theme().name, url=absolute(request, reverse("web:home")))
    steps = (Step(name=link.label, url=absolute(request, link.url)) for link in trail)
    return breadcrumbs_document([home, *steps])
