"""A browser that has signed in before is not kept out by what strangers try at its account.

A signed cookie with a random id, as OWASP describes under "device cookies". It lets nobody in: it
only gives its browser a limit of its own.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "known_browser"
SECONDS = 90 * 24 * 60 * 60
_signer = TimestampSigner(salt="shop_search.sign_in.known_browser")


def browser_id(request: HttpRequest, account: str) -> str:
    """ "" unless this browser has signed in to this account (a digest of its name)."""
    try:
        value = _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=SECONDS)
    except BadSignature:
        return ""
    known, _, browser = value.partition("/")
    return browser if known == account else ""


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    browser = browser_id(request, account) or secrets.token_hex(16)
    response.set_cookie(
        COOKIE,
        _signer.sign(f"{account}/{browser}"),
        max_age=SECONDS,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
