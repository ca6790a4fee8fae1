"""Views of searches: they validate requests, call the search and serialize results."""

import logging
import uuid

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.pages import next_page, query_parameters, with_paging
from catalog.api.parsers import body_values
from catalog.api.problem_schema import problems
from catalog.api.searches.queries import search_query
from catalog.api.searches.requests import (
    ClickSerializer,
    PageSerializer,
    SearchFormSerializer,
    SearchSerializer,
)
from catalog.api.searches.responses import Results, SearchResponseSerializer
from catalog.api.serializing import serializer_context
from catalog.files.storage_error import StorageError
from catalog.insights.counted_search import counted_search, refuses_records
from catalog.insights.recording import record_clicked, record_search
from catalog.search.checked_query import InvalidQuery
from catalog.search.clicks import record_click
from catalog.search.engine import search_products
from catalog.search.products import ProductGone
from catalog.search.results import SearchPage
from catalog.search.saved import find_search, load_search, save_search

logger = logging.getLogger(__name__)
NOT_CACHED = method_decorator(cache_control(no_store=True), name="dispatch")


@NOT_CACHED
class SearchesView(APIView):
    @extend_schema(
        operation_id="createSearch",
        tags=["searches"],
        request={"application/json": SearchSerializer, "multipart/form-data": SearchFormSerializer},
        responses={200: SearchResponseSerializer, **problems(400, 411, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Search by a photo or a product to resemble, by text, or by both."""
        is_form = (request.content_type or "").startswith("multipart/")
        body = (SearchFormSerializer if is_form else SearchSerializer)(data=body_values(request))
        body.is_valid(raise_exception=True)
        query, photo = search_query(body.validated_data)
        page = search_products(query)
        record_search(counted_search(query, page), request.headers)
        try:
            search = save_search(query, photo_ids=[photo.stored_id])
        except StorageError as storage_error:
            results = _unsaved(page, storage_error)
        else:
            path = reverse("api:search", args=[search.pk])
            next_url = next_page(request, path=path, query=query, page=page)
            results = Results(page=page, next=next_url, search=search)
        return Response(
            SearchResponseSerializer(results, context=serializer_context(request, page.at)).data
        )


@NOT_CACHED
class SearchView(APIView):
    @extend_schema(
        operation_id="retrieveSearch",
        tags=["searches"],
        parameters=[PageSerializer],
        responses={200: SearchResponseSerializer, **problems(400, 404, 410, 429, 503)},
    )
    def get(self, request: Request, search_id: uuid.UUID) -> Response:
        """Repeat a search over the current catalog, for instance for its next page."""
        parameters = query_parameters(request, PageSerializer)
        query = with_paging(load_search(search_id), parameters)
        page = search_products(query)
        results = Results(
            page=page,
            next=next_page(request, path=request.path, query=query, page=page),
            search=find_search(search_id),
        )
        return Response(
            SearchResponseSerializer(results, context=serializer_context(request, page.at)).data
        )


class ClicksView(APIView):
    @extend_schema(
        operation_id="createClick",
        tags=["searches"],
        request=ClickSerializer,
        responses={204: None, **problems(400, 404, 411, 413, 415, 429, 503)},
    )
    def post(self, request: Request, search_id: uuid.UUID) -> Response:
        """Report that a product was opened from the results of this search."""
        body = ClickSerializer(data=body_values(request))
        body.is_valid(raise_exception=True)
        product_id = body.validated_data["product_id"]
        refused = refuses_records(request.headers)
        try:
            click = record_click(search_id=search_id, product_id=product_id, is_refused=refused)
        except ProductGone as error:
            raise InvalidQuery("product_id", code="gone", message=str(error)) from error
        record_clicked(click, request.headers)
        return Response(status=204)


def _unsaved(page: SearchPage, storage_error: StorageError) -> Results:
    """Log the error. Return the page without a next one, which would need the photo stored."""
    logger.error("A shopper's photo is not stored: %s", storage_error)
    return Results.without_stored_photo(page)
