"""The page that explains an error a shopper can act on, with a form to try again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from catalog.search.query import MAX_TEXT
from catalog.search.refusals import REFUSALS, refusal_of
from catalog.search.upload_limits import PhotoTooLarge

P = ParamSpec("P")


def explains_refusals(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(view)
    def explaining(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except tuple(REFUSALS) as error:
            return _refusal_page(request, error)

    return explaining


def _refusal_page(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal = refusal_of(error)
    context = {
        "title": gettext(refusal.title),
        "message": refusal.message_for(error),
        "text": _typed_text(request, error),
    }
    response = render(request, "web/refused.html", context, status=refusal.status)
    if refusal.retry_seconds:
        response["Retry-After"] = str(refusal.retry_seconds)
    return response


def _typed_text(request: HttpRequest, error: Exception) -> str:
    """Return the text to keep in the form, so that only the photo must be sent again."""
    # The body of an oversized request has not been read, and must not be.
    unread = request.method != "POST" or isinstance(error, PhotoTooLarge)
    sent = request.GET if unread else request.POST
    return sent.get("q", "")[:MAX_TEXT]
