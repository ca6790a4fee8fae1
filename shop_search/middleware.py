"""Answers that every page shares: security headers, and 503 while the database is in trouble."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

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
        logger.error("%s: %s", request.path, exception)
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
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
        headers={"Retry-After": str(retry_after)},
    )


def page(*, status: int, title: str, detail: str, retry_after: int = RETRY_AFTER) -> HttpResponse:
    """Plain HTML: the templates' context processors may need the database themselves."""
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<main role="alert"><h1>{title}</h1><p>{detail}</p></main></html>'
    )
    return HttpResponse(body, status=status, headers={"Retry-After": str(retry_after)})
