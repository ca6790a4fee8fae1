"""Answers validated searches, alone or in a batch."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from rest_framework.request import Request

from catalog.api.pages import next_page
from catalog.api.searches.photo_inputs import Fetch
from catalog.api.searches.queries import search_query
from catalog.api.searches.refining import refined
from catalog.api.searches.responses import Results, SearchResponseSerializer
from catalog.api.serializing import serializer_context
from catalog.insights.counted_search import counted_search
from catalog.insights.recording import record_search
from catalog.search.engine import search_products
from catalog.search.query import FacetDetail, SearchQuery
from catalog.search.results import SearchPage
from catalog.search.saved import find_search, load_search, save_search
from catalog.search.shown import note_shown

Values = Mapping[str, Any]
Body = dict[str, Any]


def answer_new(request: Request, values: Values, fetch: Fetch) -> Body:
    """Search, store the search, and return the body of its answer.

    Raises what search_query and search_products raise, and QueryPhotoGone if a photo is deleted
    meanwhile.
    """
    query = search_query(values, fetch)
    page = search_products(query)
    record_search(counted_search(query, page), request.headers)
    if any(photo.stored is None for photo in query.photos):
        return _body(request, Results.without_stored_photo(page), values)
    search = save_search(query)
    note_shown(search.pk, page)
    next_url = _next_url(request, search.pk, query, page, values)
    return _body(request, Results.of_search(page, query, search, next_url), values)


def answer_again(request: Request, search_id: uuid.UUID, values: Values) -> Body:
    """Repeat a stored search, refined by `values`, and return the body of its answer."""
    query = refined(load_search(search_id), values)
    page = search_products(query)
    note_shown(search_id, page)
    next_url = _next_url(request, search_id, query, page, values)
    results = Results.of_search(page, query, find_search(search_id), next_url)
    return _body(request, results, values)


def _next_url(
    request: Request, search_id: uuid.UUID, query: SearchQuery, page: SearchPage, values: Values
) -> str | None:
    path = reverse("api:search", args=[search_id])
    # Facets are of the whole search: they come once.
    also = [*_fields(values.get("fields", ())), ("facets", FacetDetail.NONE.value)]
    return next_page(request, path=path, query=query, page=page, also=also)


def _fields(names: Sequence[str]) -> list[tuple[str, str]]:
    return [("fields", name) for name in names]


def _body(request: Request, results: Results, values: Values) -> Body:
    context = {**serializer_context(request, results.page.at), "fields": values.get("fields")}
    body: Body = SearchResponseSerializer(results, context=context).data
    return body
