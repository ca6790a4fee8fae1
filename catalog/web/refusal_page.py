"""The page that explains an error a shopper can act on. The box above it keeps the search."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django_htmx.middleware import HtmxDetails

from catalog.search.checked_query import InvalidQuery
from catalog.search.photos import QueryPhotoGone
from catalog.search.query import MAX_TEXT
from catalog.search.refusals import REFUSALS, Refusal, refusal_of
from catalog.search.upload_limits import PhotoTooLarge
from catalog.web.search_url import SearchUrl

P = ParamSpec("P")
# Says that the body is a text to show beside the search box, which keeps what was asked for.
PROBLEM: Final = "X-Problem"


def explains_refusals(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(view)
    def explaining(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except tuple(REFUSALS) as error:
            return _explanation(request, error)

    return explaining


def _explanation(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal = refusal_of(error)
    explain = _in_place if HtmxDetails(request) else _page
    response = explain(request, error, refusal)
    if refusal.retry_seconds:
        response["Retry-After"] = str(refusal.retry_seconds)
    return response


def _in_place(_request: HttpRequest, error: Exception, refusal: Refusal) -> HttpResponse:
    return HttpResponse(
        refusal.detail_for(error),
        status=refusal.status,
        headers={"Content-Type": "text/plain; charset=utf-8", PROBLEM: "1"},
    )


def _page(request: HttpRequest, error: Exception, refusal: Refusal) -> HttpResponse:
    sent = _sent(request, error)
    context = {
        "title": gettext(refusal.title),
        "message": refusal.message_for(error),
        "text": sent.get("q", "")[:MAX_TEXT],
        "page": {"hidden_fields": _kept(sent, error)},
    }
    return render(request, "web/refused.html", context, status=refusal.status)


def _sent(request: HttpRequest, error: Exception) -> QueryDict:
    # The body of an oversized request has not been read, and must not be.
    unread = request.method != "POST" or isinstance(error, PhotoTooLarge)
    return request.GET if unread else request.POST


def _kept(sent: QueryDict, error: Exception) -> tuple[tuple[str, str], ...]:
    """Return the fields of the search that the box keeps beside the words."""
    try:
        url = SearchUrl.parse(sent)
    except InvalidQuery:
        return ()
    if isinstance(error, QueryPhotoGone):
        url = url.without_image()
    # What is at fault would be refused again.
    at_fault = error.fields if isinstance(error, InvalidQuery) else ()
    return url.besides("q", *(field.rpartition(".")[2] for field in at_fault))
