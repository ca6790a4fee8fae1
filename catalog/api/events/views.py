"""Takes reports of what shoppers have done with products."""

from collections.abc import Iterator, Sequence

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.events.requests import EventsSerializer, Refused
from catalog.api.events.responses import EventOutcomesSerializer
from catalog.api.parsers import body_values
from catalog.api.problem_body import printable
from catalog.api.problem_schema import problems
from catalog.insights.event import Event, EventStatus, Outcome
from catalog.insights.events import record_events


@method_decorator(cache_control(no_store=True), name="dispatch")
class EventsView(APIView):
    @extend_schema(
        operation_id="createEvents",
        tags=["events"],
        summary="Report what shoppers have done",
        request={"application/json": EventsSerializer},
        responses={200: EventOutcomesSerializer, **problems(400, 411, 413, 415, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Report impressions, clicks, carts and purchases, each with an outcome of its own."""
        body = EventsSerializer(data=body_values(request))
        body.is_valid(raise_exception=True)
        items: list[Event | Refused] = body.validated_data["events"]
        valid = [item for item in items if isinstance(item, Event)]
        outcomes = iter(record_events(valid, request.headers))
        return Response({"results": list(_results(items, outcomes))})


def _results(
    items: Sequence[Event | Refused], outcomes: Iterator[Outcome]
) -> Iterator[dict[str, object]]:
    for item in items:
        yield _refused(item) if isinstance(item, Refused) else _result(next(outcomes))


def _refused(messages: Refused) -> dict[str, object]:
    errors = {printable(name): list(map(printable, texts)) for name, texts in messages.items()}
    return {"status": EventStatus.REFUSED.value, "errors": errors}


def _result(outcome: Outcome) -> dict[str, object]:
    if outcome.status is EventStatus.REFUSED:
        return _refused(Refused({outcome.field: [outcome.message]}))
    return {"status": outcome.status.value}
