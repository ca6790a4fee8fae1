"""Answers a request for products: a ranked page of the best, or a part of the whole list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from catalog.api.pages import next_page
from catalog.api.products.pages import ListResults, reachable
from catalog.api.searches.queries import DEFAULT_LIMIT, facet_detail, products_query
from catalog.api.searches.responses import Results
from catalog.insights.counted_search import counted_search
from catalog.insights.recording import record_search
from catalog.search.engine import search_products
from catalog.search.list_cursor import START, Cursor, InvalidCursor
from catalog.search.listing import CatalogList, list_products
from catalog.search.query import FacetDetail, SearchQuery

# Facets are of all pages, so the address of the next one leaves them out.
FACETS_ONCE: Final[Sequence[tuple[str, str]]] = [("facets", FacetDetail.NONE.value)]


def browsed(request: Request, values: Mapping[str, Any]) -> ListResults:
    query = replace(products_query(values), facets=facet_detail(values))
    page = search_products(query)
    record_search(counted_search(query, page), request.headers)
    return ListResults(
        page=page,
        next=next_page(request, path=request.path, query=query, page=page, also=FACETS_ONCE),
        reachable=reachable(page, query),
    )


def similar(request: Request, product_id: int, values: Mapping[str, Any]) -> Results:
    query = SearchQuery(
        similar_to=product_id,
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
        facets=facet_detail(values),
    )
    page = search_products(query)
    next_url = next_page(request, path=request.path, query=query, page=page, also=FACETS_ONCE)
    return Results(page=page, next=next_url)


def listed(request: Request, values: Mapping[str, Any]) -> ListResults:
    query = products_query(values)
    wanted = CatalogList(filters=query.filters, updated_since=values.get("updated_since"))
    found = list_products(wanted, _cursor(values["cursor"], wanted), limit=query.limit)
    cursor = found.next.signed() if found.next else None
    return ListResults(
        page=found.page,
        next=_address_with(request, cursor) if cursor else None,
        next_cursor=cursor,
        reachable=found.page.total,
    )


def _cursor(text: str, wanted: CatalogList) -> Cursor | None:
    if text == START:
        return None
    try:
        return Cursor.read(text, listed=wanted.key)
    except InvalidCursor as error:
        raise ValidationError({"cursor": [str(error)]}) from error


def _address_with(request: Request, cursor: str) -> str:
    parameters = [
        (name, value)
        for name, values in request.query_params.lists()
        if name != "cursor"
        for value in values
    ]
    query_string = urlencode([*parameters, ("cursor", cursor)])
    return str(request.build_absolute_uri(f"{request.path}?{query_string}"))
