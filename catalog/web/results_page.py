"""Runs a search and prepares the results page for its template."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings

from catalog.search.engine import search_products
from catalog.search.products import product_on_sale
from catalog.search.query import Sort
from catalog.search.results import SearchPage
from catalog.web.cards import Card, to_cards
from catalog.web.parameters import MAX_PAGE, PAGE_SIZE, read_parameters
from catalog.web.refining import Chip, FacetPanel, chips, facet_panel
from catalog.web.search_url import IMAGE_PARAMETERS, SearchUrl
from catalog.web.summary import SearchSummary, summary_of

SORT_LABELS = {
    Sort.RELEVANCE: "Best match",
    Sort.PRICE_LOW: "Price, low to high",
    Sort.PRICE_HIGH: "Price, high to low",
    Sort.NEWEST: "Newest",
}
# Fields of the refining form. It carries every other parameter in hidden fields.
VISIBLE_FIELDS = ("q", "w", "price_min", "price_max", "sort")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    url: SearchUrl
    summary: SearchSummary
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
    hidden_fields: tuple[tuple[str, str], ...]
    new_photo_fields: tuple[tuple[str, str], ...]
    number: int
    previous: SearchUrl | None
    next: SearchUrl | None
    search_id: uuid.UUID | None  # the id to log clicks under; None if they are not logged


def results_page(url: SearchUrl) -> ResultsPage:
    """Run the search at an address.

    Raises InvalidQuery, ProductGone, QueryPhotoGone, DecodingBusy and EncoderUnavailable.
    """
    parameters = read_parameters(url)
    query = parameters.checked_query()
    like = None if query.similar_to is None else product_on_sale(query.similar_to)
    page = search_products(query)
    number = parameters.page
    return ResultsPage(
        url=url,
        summary=summary_of(parameters, like=like),
        total=_total(page),
        cards=to_cards(page.hits),
        nothing_suitable=page.nothing_suitable,
        notices=page.notices,
        facets=facet_panel(page, url=url),
        chips=chips(url, facets=page.facets),
        unfiltered=url.only(*IMAGE_PARAMETERS, "q", "sort"),
        sorts=tuple(
            Choice(value=sort, label=label, selected=sort == query.sort)
            for sort, label in SORT_LABELS.items()
        ),
        price_min=url.first("price_min"),
        price_max=url.first("price_max"),
        hidden_fields=url.besides(*VISIBLE_FIELDS),
        new_photo_fields=url.without_image().besides("q"),
        number=number,
        previous=_page(url, number - 1) if number > 1 else None,
        next=_page(url, number + 1) if _has_more(page, number=number) else None,
        search_id=uuid.uuid4() if settings.SHOP_CLICK_LOG and not query.browses else None,
    )


def _total(page: SearchPage) -> str:
    if page.nothing_suitable:
        return "Nearest products"
    plus = "+" if page.total_is_lower_bound else ""
    is_single = page.total == 1 and not plus
    count = f"{page.total:,}{plus} {'product' if is_single else 'products'}"
    if page.total == page.ranked:
        return count
    return f"{count} that {'matches' if is_single else 'match'}, then the nearest others"


def _has_more(page: SearchPage, *, number: int) -> bool:
    return number < MAX_PAGE and page.ranked > number * PAGE_SIZE


def _page(url: SearchUrl, number: int) -> SearchUrl:
    return url.without("page") if number == 1 else url.adding("page", str(number))
