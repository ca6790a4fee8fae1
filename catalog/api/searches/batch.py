"""Several searches in one request, each answered or refused by itself."""

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.charging import SEARCHES, charge
from catalog.api.fields import StrictSerializer
from catalog.api.parsers import StrictJsonParser, body_values
from catalog.api.problem_schema import ProblemSerializer, problems
from catalog.api.problems import problem_response
from catalog.api.searches.answering import answer_new
from catalog.api.searches.requests import SearchSerializer
from catalog.api.searches.responses import SearchResponseSerializer
from catalog.api.searches.views import NOT_CACHED
from catalog.search.checked_query import InvalidQuery

MAX_SEARCHES: Final = 10
# Seconds after which no further search of a batch begins.
DEADLINE: Final = 10.0


class BatchSerializer(StrictSerializer):
    """Searches to answer in one response."""

    searches = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=MAX_SEARCHES
    )


@extend_schema_serializer(component_name="Batch")
class DescribedBatchSerializer(StrictSerializer):
    """Searches to answer in one response. `photo_url` is not taken here."""

    searches = serializers.ListField(
        child=SearchSerializer(), min_length=1, max_length=MAX_SEARCHES
    )


class BatchResultSerializer(serializers.Serializer[Any]):
    """What one search of the batch would have been answered alone."""

    status = serializers.IntegerField()
    search = SearchResponseSerializer(allow_null=True, help_text="Null if it was refused.")
    problem = ProblemSerializer(allow_null=True, help_text="Null if it was answered.")


class BatchResponseSerializer(serializers.Serializer[Any]):
    results = BatchResultSerializer(many=True, help_text="In the order of `searches`.")


class BatchTooLong(APIException):
    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = (
        "The searches before this one have used the time of the batch. Send it again by itself."
    )


@dataclass(frozen=True, slots=True)
class Batch:
    request: Request
    started: float = field(default_factory=time.monotonic)

    def result(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Answer one search. Raises only errors of the shop, such as of its database."""
        try:
            return {"status": 200, "search": self._search(sent), "problem": None}
        except Exception as error:
            refusal = problem_response(error, {"request": self.request})
            if refusal is None:
                raise
            return {"status": refusal.status_code, "search": None, "problem": refusal.data}

    def _search(self, sent: dict[str, Any]) -> dict[str, Any]:
        if time.monotonic() - self.started > DEADLINE:
            raise BatchTooLong
        search = SearchSerializer(data=sent)
        search.is_valid(raise_exception=True)
        return answer_new(self.request, search.validated_data, _no_links)


@NOT_CACHED
class SearchBatchView(APIView):
    parser_classes = (StrictJsonParser,)

    @extend_schema(
        operation_id="createSearchBatch",
        tags=["searches"],
        summary="Search several times in one request",
        request=DescribedBatchSerializer,
        responses={200: BatchResponseSerializer, **problems(400, 411, 413, 415, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Answer several searches, each of which counts against the limit of requests."""
        body = BatchSerializer(data=body_values(request))
        body.is_valid(raise_exception=True)
        searches = body.validated_data["searches"]
        charge(request, SEARCHES, len(searches) - 1)
        batch = Batch(request)
        return Response({"results": [batch.result(each) for each in searches]})


def _no_links(address: str) -> bytes:
    raise InvalidQuery(
        "photo_url",
        code="not_in_a_batch",
        message="A batch fetches no photos. Search by this address alone, or send the photo first.",
    )
