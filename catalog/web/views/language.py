"""Keeps the language that a shopper chooses, and goes back to the page in this language."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.web.languages import in_language


@never_cache
@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    if code not in dict(settings.LANGUAGES):
        raise Http404("The shop does not speak this language.")
    response = HttpResponseRedirect(in_language(_page_before(request), code))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _page_before(request: HttpRequest) -> str:
    """The address that the shopper comes from; "" if it is not of this shop.

    The link does not carry it: results renew themselves, and their address, without the footer.
    """
    try:
        address = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if address.netloc != request.get_host():
        return ""
    return urlunsplit(("", "", address.path, address.query, ""))
