"""Device cookies (OWASP): guesses of others do not lock out a browser that has signed in before.

The cookie is signed, with a random id. It does not sign anybody in; it only gives the browser its
own limit of attempts.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "known_browser"
MAX_AGE = 90 * 24 * 60 * 60  # seconds
_signer = TimestampSigner(salt="shop_search.sign_in.known_browser")


def browser_id(request: HttpRequest, account: str) -> str:
    """Return the id of a browser that has signed in to this account before, else an empty text.

    The account is a digest of the user name (throttle.Attempt).
    """
    try:
        value = _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=MAX_AGE)
    except BadSignature:
        return ""
    known, _, browser = value.partition("/")
    return browser if known == account else ""


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    browser = browser_id(request, account) or secrets.token_hex(16)
    response.set_cookie(
        COOKIE,
        _signer.sign(f"{account}/{browser}"),
        max_age=MAX_AGE,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
