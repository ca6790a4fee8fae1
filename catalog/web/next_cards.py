"""The cards of the next page, to append them to a list of results."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.search.engine import search_products
from catalog.web.grid import GridPart, grid_of
from catalog.web.paging import Paging, paging_of
from catalog.web.parameters import read_parameters
from catalog.web.results_page import id_of_search
from catalog.web.search_url import SearchUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCards:
    grid: tuple[GridPart, ...]
    paging: Paging  # of all pages up to here


def next_cards(url: SearchUrl) -> NextCards:
    """Search for the last page of an address alone.

    Raises InvalidQuery, ProductGone, QueryPhotoGone, DecodingBusy and EncoderUnavailable.
    """
    parameters = read_parameters(url)
    query = parameters.last_page_only().checked_query()
    page = search_products(query)
    return NextCards(
        grid=grid_of(url, query, page, search_id=id_of_search(query), appended=True),
        paging=paging_of(parameters, page),
    )
