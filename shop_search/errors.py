"""The pages of a refused, an unknown and a failed request (`handler400`, `404` and `500`)."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.defaults import bad_request, page_not_found

from catalog.api.request_id import request_id
from catalog.web.languages import has_language, language_of_path, preferred_language
from catalog.web.theme.theme import shop
from shop_search.error_responses import Answer
from shop_search.middleware import to_response

UNKNOWN_HOST = (
    "The shop does not answer to the host of this request. Use the shop's own address; its "
    "operators allow hosts by SHOP_ALLOWED_HOSTS."
)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404. Nobody has chosen the language of an unknown address without one."""
    with override(_language_of(request)):
        return page_not_found(request, exception)


def _language_of(request: HttpRequest) -> str:
    path = request.path_info
    is_known = request.resolver_match is not None or has_language(path)
    return language_of_path(path) if is_known else preferred_language(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the id of the request, under which Django logs the error."""
    if not request.path.startswith("/api/"):
        # Without the request, whose context processors may query a database that is down.
        context = {"request_id": request_id.get(), **shop(None)}
        return render(None, "500.html", context, status=500)
    answer = Answer(
        status=500,
        title="Internal Server Error",
        detail="Something went wrong on the server. It has been logged under this request's id.",
        is_logged=True,
    )
    return to_response(answer.problem())


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to a host that is not allowed, and to what else Django finds suspicious."""
    if not request.path.startswith("/api/"):
        return bad_request(request, exception)
    is_host = isinstance(exception, DisallowedHost)
    answer = Answer(
        status=400,
        title="Bad Request",
        detail=UNKNOWN_HOST if is_host else str(exception),
        name="unknown-host" if is_host else "malformed-request",
    )
    return to_response(answer.problem())
