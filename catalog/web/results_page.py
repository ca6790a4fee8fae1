"""A search's answer as its page shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings

from catalog.models import Product
from catalog.search.engine import search_products
from catalog.search.query import Sort
from catalog.search.results import SearchPage
from catalog.web.asked import Asked, read_asked
from catalog.web.cards import Card, to_cards
from catalog.web.parameters import MAX_PAGE, PAGE_SIZE, read_page
from catalog.web.question import read_question
from catalog.web.refining import Chip, FacetPanel, chips, facet_panel
from catalog.web.search_url import PICTURE, SearchUrl

SORT_LABELS = {
    Sort.RELEVANCE: "Best match",
    Sort.PRICE_LOW: "Price, low to high",
    Sort.PRICE_HIGH: "Price, high to low",
    Sort.NEWEST: "Newest",
}
# The fields that the refining form shows; every other parameter travels in hidden fields.
VISIBLE = ("q", "w", "price_min", "price_max", "sort")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    url: SearchUrl
    asked: Asked
    total: str
    cards: tuple[Card, ...]
    nothing_suitable: bool
    notices: tuple[str, ...]
    facets: FacetPanel
    chips: tuple[Chip, ...]
    unfiltered: SearchUrl
    sorts: tuple[Choice, ...]
    price_min: str
    price_max: str
    carried: tuple[tuple[str, str], ...]
    carried_with_photo: tuple[tuple[str, str], ...]
    number: int
    previous: SearchUrl | None
    next: SearchUrl | None
    # The search that clicks on this page belong to; None: none are logged.
    search_id: uuid.UUID | None


def answer(url: SearchUrl) -> ResultsPage:
    """Raises BadParameter, QueryPhotoGone, EncoderUnavailable and Product.DoesNotExist."""
    query = read_question(url)
    like = None
    if query.similar_to is not None:
        like = Product.objects.on_sale().prefetch_related("photos").get(pk=query.similar_to)
    page = search_products(query)
    number = read_page(url)
    return ResultsPage(
        url=url,
        asked=read_asked(url, like=like),
        total=_total(page),
        cards=to_cards(page.hits),
        nothing_suitable=page.nothing_suitable,
        notices=page.notices,
        facets=facet_panel(page, url=url),
        chips=chips(url, facets=page.facets),
        unfiltered=url.only(*PICTURE, "q", "sort"),
        sorts=tuple(
            Choice(value=sort, label=label, selected=sort == query.sort)
            for sort, label in SORT_LABELS.items()
        ),
        price_min=url.first("price_min"),
        price_max=url.first("price_max"),
        carried=url.besides(*VISIBLE),
        carried_with_photo=url.without_picture().besides("q"),
        number=number,
        previous=_page(url, number - 1) if number > 1 else None,
        next=_page(url, number + 1) if _has_more(page, number=number) else None,
        search_id=uuid.uuid4() if settings.SHOP_CLICK_LOG and not query.browses else None,
    )


def _total(page: SearchPage) -> str:
    if page.nothing_suitable:
        return "Nearest products"
    more = "+" if page.total_is_lower_bound else ""
    one = page.total == 1 and not more
    count = f"{page.total:,}{more} {'product' if one else 'products'}"
    if page.total == page.ranked:
        return count
    return f"{count} that {'matches' if one else 'match'}, then the nearest others"


def _has_more(page: SearchPage, *, number: int) -> bool:
    return number < MAX_PAGE and page.ranked > number * PAGE_SIZE


def _page(url: SearchUrl, number: int) -> SearchUrl:
    return url.without("page") if number == 1 else url.adding("page", str(number))
