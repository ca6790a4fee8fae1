"""The pages of an unknown address (`handler404`) and of an unexpected error (`handler500`)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.defaults import page_not_found

from catalog.web.languages import has_language, language_of_path, preferred_language
from catalog.web.theme.theme import shop
from shop_search.error_responses import Answer
from shop_search.middleware import to_response
from shop_search.request_log import request_id


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
        request_id=request_id.get(),
    )
    return to_response(answer.problem())
