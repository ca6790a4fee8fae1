"""Security headers on every response, and 503 for errors of the database that a retry may cure."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop

from catalog.models.conflicts import is_write_conflict
from shop_search.error_responses import Answer, Reply
from shop_search.request_log import route_of
from shop_search.server_checks import first_line

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# Scripts and styles are our own files; product photos may be on the merchants' servers.
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
CONCURRENT_CHANGE = gettext_noop(
    "Somebody else deleted or changed this at the same moment. Your request changed nothing; "
    "please try again."
)
PERMISSIONS_POLICY = "camera=(self), microphone=(self), geolocation=(), payment=()"
RETRY_AFTER = 5  # seconds


class SecurityHeaders:
    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        # A view that needs another policy has already set it.
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # Otherwise another site could load our responses as images or scripts, to learn who is
        # signed in, or to read them by a side channel such as Spectre. Opened windows are isolated
        # by Django's Cross-Origin-Opener-Policy.
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class DatabaseUnavailable:
    """Answers 503 if Postgres is down, has no free connection, or has cancelled a statement.

    Django raises OperationalError then, and InterfaceError for a connection lost in use.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        # Only the first line: the others quote the statement, and with it the search query.
        logger.error("%s in %s", first_line(exception), route_of(request))
        return unavailable(request)


class ConcurrentChange:
    """Answers 503 if a write failed because of somebody else's write at the same moment."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not (isinstance(exception, DatabaseError) and is_write_conflict(exception)):
            return None
        logger.warning("%s: %s", request.path, exception)
        respond = problem if request.path.startswith("/api/") else page
        return respond(
            status=503,
            title=gettext("Changed at the same moment"),
            detail=gettext(CONCURRENT_CHANGE),
        )


def unavailable(request: HttpRequest) -> HttpResponse:
    detail = gettext(
        "The database is busy or away. Nothing was changed; please try again in a moment."
    )
    if request.path.startswith("/api/"):
        return problem(status=503, title=gettext("Service unavailable"), detail=detail)
    return page(status=503, title=gettext("Back in a moment"), detail=detail)


def problem(
    *, status: int, title: str, detail: str, retry_after: int = RETRY_AFTER
) -> HttpResponse:
    """Return a problem document (RFC 9457)."""
    return to_response(_answer(status, title, detail, retry_after).problem())


def page(*, status: int, title: str, detail: str, retry_after: int = RETRY_AFTER) -> HttpResponse:
    return to_response(_answer(status, title, detail, retry_after).page())


def _answer(status: int, title: str, detail: str, retry_after: int) -> Answer:
    return Answer(
        status=status,
        title=title,
        detail=detail,
        retry_after=retry_after,
        is_logged=status >= 500,
    )


def to_response(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.body, status=reply.status, headers=dict(reply.headers))
