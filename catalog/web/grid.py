"""The results of a page as parts of a grid: the matches, then what is only similar."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.insights.impressions import asked_by
from catalog.search.collapse import sizes_on_sale
from catalog.search.query import SearchQuery
from catalog.search.results import Hit, SearchPage
from catalog.web.cards import Card, to_cards
from catalog.web.search_url import SearchUrl
from catalog.web.shown_cards import ShownCards


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPart:
    similar: bool  # whether these only follow the matches
    heading: bool  # whether the matches end right before
    cards: tuple[Card, ...]
    shown: str  # the cards, signed, to report what is seen of them; "" if nothing is reported


def grid_of(
    url: SearchUrl,
    query: SearchQuery,
    page: SearchPage,
    *,
    search_id: uuid.UUID | None,
    appended: bool,
) -> tuple[GridPart, ...]:
    """`appended`: the cards follow those of earlier pages, which may have had the heading."""
    sizes = sizes_on_sale([hit.product for hit in page.hits])
    # While browsing, there is nothing that a product could be unlike.
    search = None if query.browses else url
    return tuple(
        GridPart(
            similar=similar,
            heading=similar and not (appended and _is_past_matches(query, page)),
            cards=to_cards(hits, at=page.at, sizes=sizes, search=search),
            shown=_shown(query, hits, first=first, search_id=search_id),
        )
        for similar, first, hits in _split(page, query.offset)
    )


def _split(page: SearchPage, offset: int) -> Iterator[tuple[bool, int, tuple[Hit, ...]]]:
    end = page.matches_end
    if matches := page.hits[:end]:
        yield False, offset + 1, matches
    if similar := page.hits[end:]:
        yield True, offset + 1 + end, similar


def _is_past_matches(query: SearchQuery, page: SearchPage) -> bool:
    """Whether even the result before this page is no match."""
    return not page.matches_end and page.total < query.offset


def _shown(
    query: SearchQuery, hits: tuple[Hit, ...], *, first: int, search_id: uuid.UUID | None
) -> str:
    kind = asked_by(query, has_photo=query.has_image)
    if search_id is None or kind is None:
        return ""
    shown = ShownCards(
        search=search_id.hex[:12],
        asked_by=kind,
        first=first,
        product_ids=tuple(hit.product.pk for hit in hits),
    )
    return shown.signed()
