"""The response to an unexpected error (`handler500`)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.web.theme.theme import shop
from shop_search.error_responses import Answer
from shop_search.middleware import to_response
from shop_search.request_log import request_id


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
