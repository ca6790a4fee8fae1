"""Middleware that has each page speak the language of its address."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override

from catalog.web.languages import (
    ENGLISH_PATHS,
    has_language,
    in_language,
    language_of_path,
    preferred_language,
)
from shop_search.middleware import GetResponse

# What decides where a page without a language in its address leads to.
DECIDING = ("Accept-Language", "Cookie")


class PageLanguage:
    """Speaks the language of the address, and sends shoppers who prefer another one there.

    An address with a language is never left: somebody has chosen or shared it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with override(language_of_path(request.path_info)):
            response = self._get_response(request)
            if response.get("Content-Type", "").startswith("text/html"):
                _describe(request, response)
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        if not _opens_page(request):
            return None
        preferred, address = preferred_language(request), request.get_full_path()
        target = in_language(address, preferred)
        return HttpResponseRedirect(target) if target != address else None


def _describe(request: HttpRequest, response: HttpResponse) -> None:
    response.headers.setdefault("Content-Language", get_language() or "")
    if _has_choice(request):
        patch_vary_headers(response, DECIDING)


def _has_choice(request: HttpRequest) -> bool:
    path = request.path_info
    return not (path.startswith(ENGLISH_PATHS) or has_language(path))


def _opens_page(request: HttpRequest) -> bool:
    """Whether a browser opens a page, not a file or a part of one, whose language is open."""
    match = request.resolver_match
    return (
        request.method in {"GET", "HEAD"}
        and match is not None
        and match.namespaces == ["web"]
        and request.path_info.endswith("/")
        and "text/html" in request.headers.get("Accept", "")
        and "HX-Request" not in request.headers
        and _has_choice(request)
    )
