"""Views of searches: they validate requests, call the search and serialize results."""

import uuid
from functools import partial

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.filters import ATTRIBUTES_PARAMETER
from catalog.api.pages import query_parameters
from catalog.api.parsers import body_values
from catalog.api.photos.linked import fetch_for
from catalog.api.problem_schema import problems
from catalog.api.searches.answering import answer_again, answer_new
from catalog.api.searches.refining import RefinementSerializer
from catalog.api.searches.requests import SearchFormSerializer, SearchSerializer
from catalog.api.searches.responses import SearchResponseSerializer

NOT_CACHED = method_decorator(cache_control(no_store=True), name="dispatch")


@NOT_CACHED
class SearchesView(APIView):
    @extend_schema(
        operation_id="createSearch",
        tags=["searches"],
        summary="Search by photos, products or words",
        # A form is taken too (docs/api.md). Generators of clients drop a second media type.
        request={"application/json": SearchSerializer},
        responses={
            200: SearchResponseSerializer,
            **problems(400, 410, 411, 413, 415, 422, 429, 503),
        },
    )
    def post(self, request: Request) -> Response:
        """Search by photos or products to resemble, by text, or by all of them."""
        is_form = (request.content_type or "").startswith("multipart/")
        body = (SearchFormSerializer if is_form else SearchSerializer)(data=body_values(request))
        body.is_valid(raise_exception=True)
        return Response(answer_new(request, body.validated_data, partial(fetch_for, request)))


@NOT_CACHED
class SearchView(APIView):
    @extend_schema(
        operation_id="retrieveSearch",
        tags=["searches"],
        summary="Repeat or refine a search",
        parameters=[RefinementSerializer, ATTRIBUTES_PARAMETER],
        responses={200: SearchResponseSerializer, **problems(400, 404, 410, 429, 503)},
    )
    def get(self, request: Request, search_id: uuid.UUID) -> Response:
        """Repeat a search over the current catalog: its next page, or with other filters."""
        parameters = query_parameters(request, RefinementSerializer)
        return Response(answer_again(request, search_id, parameters))
