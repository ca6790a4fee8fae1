"""Runs a search and prepares the results page for its template."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from catalog.insights.counted_search import Counted, counted_search
from catalog.models.brand import brand_keys
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery, Sort
from catalog.search.results import SearchPage
from catalog.web.amounts import as_typed
from catalog.web.cards import Card
from catalog.web.counts import products_to_show, total_in_words
from catalog.web.filter_chips import Chip, chips
from catalog.web.grid import GridPart, grid_of
from catalog.web.mending import mended_search
from catalog.web.paging import Paging, paging_of
from catalog.web.parameters import with_plain_prices
from catalog.web.price_panel import PricePanel, price_panel
from catalog.web.refining import FacetPanel, facet_panel
from catalog.web.search_url import IMAGE_PARAMETERS, PLAIN, SearchUrl
from catalog.web.summary import SearchSummary, summary_of, titled
from catalog.web.understood import Correction, correction, leaves_out, understood_chips
from catalog.web.ways_out import WayOut, ways_out, widest_way_out

SORT_LABELS = {
    Sort.RELEVANCE: gettext_noop("Best match"),
    Sort.PRICE_LOW: gettext_noop("Price, low to high"),
    Sort.PRICE_HIGH: gettext_noop("Price, high to low"),
    Sort.NEWEST: gettext_noop("Newest"),
}
# Fields of the search form that are on the page. It carries every other parameter in hidden fields.
VISIBLE_FIELDS = ("q", "photo", "w", "price_min", "price_max", "sort")


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
    show: str  # the same, on the button that closes the filters on a phone
    understood: tuple[Chip, ...]
    leaving_out: tuple[Chip, ...]  # those of the understood that leave products out
    as_typed: bool  # whether the words are searched for without understanding them
    understand: SearchUrl  # the same search, understood
    correction: Correction | None
    grid: tuple[GridPart, ...]  # the matches, or all products if nothing matches; then others
    comment: str  # says so where nothing matches
    notices: tuple[str, ...]
    facets: FacetPanel
    chips: tuple[Chip, ...]
    unfiltered: SearchUrl
    sorts: tuple[Choice, ...]
    order: str  # says how the results are sorted
    prices: PricePanel | None  # None where there is no choice of prices
    price_min: str
    price_max: str
    typed_prices: tuple[str, str]  # the bounds that only the words set; "" for none
    currencies: tuple[Choice, ...]  # to compare prices in; empty if there is no choice
    hidden_fields: tuple[tuple[str, str], ...]
    paging: Paging
    is_past_end: bool
    problems: Mapping[str, tuple[str, ...]]  # what of the address was left out, by its control
    ways_out: tuple[WayOut, ...]  # what to drop where nothing is found
    widest_way_out: WayOut | None  # without any filter, or without anything
    search_id: uuid.UUID | None  # the id to log clicks under; None if they are not logged
    counted: Counted | None  # what of the search is counted

    @property
    def understood_beside_ways_out(self) -> tuple[Chip, ...]:
        """Where nothing is found, what leaves products out is among the ways out."""
        hidden = self.leaving_out if self.ways_out else ()
        return tuple(chip for chip in self.understood if chip not in hidden)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The matches, or all products where there is nothing to match."""
        return tuple(card for part in self.grid if not part.similar for card in part.cards)

    @property
    def similar_cards(self) -> tuple[Card, ...]:
        """Those after the last match."""
        return tuple(card for part in self.grid if part.similar for card in part.cards)


def results_page(url: SearchUrl, *, logs_clicks: bool = True) -> ResultsPage:
    """Run the search at an address. With `logs_clicks` off, the page has no id to report them by.

    Raises InvalidQuery, DecodingBusy and EncoderUnavailable.
    """
    asked = _without_repeated_brands(url)
    search = mended_search(asked)
    url = with_plain_prices(search.url)
    parameters, query = search.parameters, search.query
    page = search_products(query)
    search_id = id_of_search(query) if logs_clicks else None
    filters = chips(url, facets=page.facets, currency=page.currency)
    leaving_out = understood_chips(filter(leaves_out, page.understood), url)
    ways = () if page.ranked else ways_out(url, filters=filters, understood=leaving_out)
    return ResultsPage(
        url=url,
        summary=titled(summary_of(parameters, like=search.like), filters),
        total=total_in_words(page),
        show=products_to_show(page),
        understood=understood_chips(page.understood, url),
        leaving_out=leaving_out,
        as_typed=bool(url.first(PLAIN) and url.first("q")),
        understand=url.without(PLAIN),
        correction=correction(page, url),
        grid=grid_of(url, query, page, search_id=search_id, appended=False),
        comment=_comment(page, number=parameters.page),
        notices=page.notices,
        facets=facet_panel(page, url=url),
        chips=filters,
        unfiltered=url.only(*IMAGE_PARAMETERS, "q", PLAIN, "sort"),
        sorts=_sorts(page),
        order=gettext("Sorted by: {order}").format(order=gettext(SORT_LABELS[page.order])),
        prices=price_panel(page.prices, page.understanding.applied_to(query).filters),
        typed_prices=_prices_of_words(page, query),
        # What cannot be read stays in its field, to be mended there.
        price_min=_typed(query.filters.price_min) or asked.first("price_min"),
        price_max=_typed(query.filters.price_max) or asked.first("price_max"),
        currencies=tuple(
            Choice(value=code, label=code, selected=code == page.currency)
            for code in page.currencies
        ),
        hidden_fields=url.besides(*VISIBLE_FIELDS, *(["currency"] if page.currencies else [])),
        paging=paging_of(parameters, page),
        is_past_end=not page.hits and page.ranked > 0,
        problems=search.problems,
        ways_out=ways,
        widest_way_out=None if page.ranked else widest_way_out(url, filters=filters, ways=ways),
        search_id=search_id,
        counted=counted_search(query, page),
    )


def id_of_search(query: SearchQuery) -> uuid.UUID | None:
    """Return an id to log clicks under, unless they are not logged."""
    return uuid.uuid4() if settings.SHOP_CLICK_LOG and not query.browses else None


def _without_repeated_brands(url: SearchUrl) -> SearchUrl:
    """Leave one spelling of each brand, so that one link or chip takes the brand away."""
    brands = url.every("brand")
    return url.without_repeats("brand", brand_keys(brands)) if len(brands) > 1 else url


def _sorts(page: SearchPage) -> tuple[Choice, ...]:
    """The orders to choose from. That of the words is sent as "", so that other words change it."""
    typed = page.understanding.sort
    default = typed.sort if typed else Sort.RELEVANCE
    return tuple(
        Choice(
            value="" if sort is default else sort,
            label=gettext(label),
            selected=sort is page.order,
        )
        for sort, label in SORT_LABELS.items()
    )


def _prices_of_words(page: SearchPage, query: SearchQuery) -> tuple[str, str]:
    """Fields show them, but do not send them: they go with the words."""
    price = page.understanding.beside(query).price
    return (_typed(price.low), _typed(price.high)) if price else ("", "")


def _typed(price: Decimal | None) -> str:
    return "" if price is None else as_typed(price)


def _comment(page: SearchPage, *, number: int) -> str:
    if not page.nothing_matches or number > 1:
        return ""
    if page.nothing_suitable:
        return gettext("No product is a close match. These are the nearest products.")
    return gettext("No product has all of that. These come nearest.")
