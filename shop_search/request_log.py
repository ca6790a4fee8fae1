"""One log line per request: its id, method, route, status and time.

It replaces the web server's access log. Paths, queries and addresses stay out: they tell who
searched, for what, and the ids of photos.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from catalog.api.request_id import request_id

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# Ids that are safe in a log line and in a header.
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestLog:
    """The outermost middleware, so that all others know the request's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with identified(request.headers.get(HEADER, "")):
            response = self._get_response(request)
            milliseconds = 1000 * (time.perf_counter() - began)
            logger.info("%s %d %.0f ms", route_of(request), response.status_code, milliseconds)
            response.headers[HEADER] = request_id.get()
        return response


@contextmanager
def identified(given: str) -> Iterator[None]:
    """Give the current request an id: the given one of its header if a trusted proxy set it."""
    token = request_id.set(valid_request_id(given if settings.SHOP_TRUST_REQUEST_ID else ""))
    try:
        yield
    finally:
        request_id.reset(token)


def valid_request_id(given: str) -> str:
    """Return the given id if it is short and plain, else a new one."""
    return given if SAFE_ID.fullmatch(given) else secrets.token_hex(8)


def route_of(request: HttpRequest) -> str:
    """Return "GET products/<int:key>/", or "GET -" for static files and unknown paths."""
    match = request.resolver_match
    # Clients may send any text as a method.
    method = request.method if request.method in KNOWN_METHODS else "other"
    return f"{method} {(match.route or '/') if match else '-'}"
