"""Answers a request for products: a ranked page of the best, or a part of the whole list."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from catalog.api.pages import next_page
from catalog.api.products.pages import ListResults, reachable
from catalog.api.searches.queries import products_query
from catalog.insights.counted_search import counted_search
from catalog.insights.recording import record_search
from catalog.search.engine import search_products
from catalog.search.list_cursor import START, Cursor, InvalidCursor
from catalog.search.listing import CatalogList, list_products


def browsed(request: Request, values: Mapping[str, Any]) -> ListResults:
    query = products_query(values)
    page = search_products(query)
    record_search(counted_search(query, page), request.headers)
    return ListResults(
        page=page,
        next=next_page(request, path=request.path, query=query, page=page),
        reachable=reachable(page, query),
    )


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
