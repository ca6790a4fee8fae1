"""Lets scripts of other sites use the API, if a publishable key allows their origin (CORS).

A preflight comes without the key, so it is answered by the origin alone: it reveals no more than
that some key allows the origin. The request that follows is answered by its own key
(presented.py). Cookies are never allowed, so no page acts as who is signed in to the admin.

django-cors-headers was compared (docs/decisions/0061-keys-limits-and-origins.md).
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from catalog.keys.origins import live_origins
from catalog.keys.presented import bearer

_API: Final = "/api/"
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match",
    # Seconds; Chromium keeps none longer than two hours.
    "Access-Control-Max-Age": "600",
}
_EXPOSED: Final = (
    "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-ID"
)
# What a response depends on, for caches between.
_DECIDING: Final = ("Origin", "Authorization")


class Cors:
    """Stands before all that may refuse a request, so that pages can read the refusal too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_API):
            return self._get_response(request)
        origin = request.headers.get("Origin", "")
        if _is_preflight(request) and origin in live_origins:
            response = HttpResponse(status=204, headers=_PREFLIGHT)
            response.headers["Access-Control-Allow-Origin"] = origin
        else:
            response = self._get_response(request)
            if origin and bearer(request) is not None and origin in live_origins:
                response.headers["Access-Control-Allow-Origin"] = origin
                response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        patch_vary_headers(response, _DECIDING)
        return response


def _is_preflight(request: HttpRequest) -> bool:
    asks = "Access-Control-Request-Method" in request.headers
    return request.method == "OPTIONS" and asks
