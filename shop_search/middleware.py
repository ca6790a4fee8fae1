"""Answers that every page shares: security headers, and 503 while the database is in trouble."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from shop_search.answers import Answer, Reply
from shop_search.logged_request import named, request_id
from shop_search.stores import first_line

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# Every script and style is a file of our own; product photos may lie on the merchant's servers.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob: https:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS_POLICY = "camera=(self), microphone=(), geolocation=(), payment=()"
RETRY_AFTER = 5


class SecurityHeaders:
    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        # A view that needs another policy has already set it.
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # No other site's page may load ours as a picture or a script, by which it could tell who
        # is signed in, or read it through the processor (Spectre). Opened windows are apart by
        # Django's own Cross-Origin-Opener-Policy.
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class DatabaseTrouble:
    """Down, out of connections (psycopg_pool.PoolTimeout), or cancelled by statement_timeout.

    Django wraps all of these in OperationalError, a connection lost in mid-use in InterfaceError.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        # Further lines quote the statement, and with it what was searched for.
        logger.error("%s in %s", first_line(exception), named(request))
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    detail = "The database is busy or away. Nothing was changed; please try again in a moment."
    if request.path.startswith("/api/"):
        return problem(status=503, title="Service unavailable", detail=detail)
    return page(status=503, title="Back in a moment", detail=detail)


def problem(
    *, status: int, title: str, detail: str, retry_after: int = RETRY_AFTER
) -> HttpResponse:
    """RFC 9457."""
    return to_response(_answer(status, title, detail, retry_after).problem())


def page(*, status: int, title: str, detail: str, retry_after: int = RETRY_AFTER) -> HttpResponse:
    return to_response(_answer(status, title, detail, retry_after).page())


def _answer(status: int, title: str, detail: str, retry_after: int) -> Answer:
    # Only what is our own trouble stands in the log, to be found by the id.
    quoted = request_id.get() if status >= 500 else ""
    return Answer(
        status=status, title=title, detail=detail, retry_after=retry_after, request_id=quoted
    )


def to_response(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.body, status=reply.status, headers=dict(reply.headers))
