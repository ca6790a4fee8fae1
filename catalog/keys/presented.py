"""The key that a request presents, looked up once for all who ask.

Every request asks the database, so that a revoked key ends at once. It is one row by a unique
index, whether or not there is such a key.
"""

import re
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from catalog.keys.making import hash_of
from catalog.keys.refusals import InvalidKey, KeyRefused
from catalog.models import ApiKey

_KEY: Final = re.compile(r"(?:pk|sk)_[A-Za-z0-9_-]{43}")
_KEPT_AS: Final = "_presented_key"
_MALFORMED = "This is no key. Send `Authorization: Bearer`, a space, and the key as it was shown."
_UNKNOWN = "There is no such key. Copy all of it, or make another in the admin under API keys."
_REVOKED = "This key has been revoked. Make another in the admin under API keys."
_EXPIRED = "This key has expired. Make another in the admin under API keys."
_MAKER_INACTIVE = (
    "The account that made this key is not active any more. Make another in the admin under API "
    "keys."
)
_IN_BROWSER = (
    "This secret key comes from a web page (the request has an Origin), where anybody can read it. "
    "Revoke it in the admin, and use a publishable key in pages."
)
_OTHER_ORIGIN = (
    "This key is not for pages of this origin. Add the origin to the key in the admin under API "
    "keys, spelled as the browser sends it."
)


@dataclass(frozen=True, slots=True)
class Presented:
    """A key, or why it is refused; neither if the request presents none."""

    key: ApiKey | None = None
    refusal: KeyRefused | None = None


def presented(request: HttpRequest) -> Presented:
    """Return what the request presents. Raises django.db.Error if Postgres is away."""
    kept: Presented | None = getattr(request, _KEPT_AS, None)
    if kept is None:
        kept = _looked_up(request)
        setattr(request, _KEPT_AS, kept)
    return kept


def bearer(request: HttpRequest) -> str | None:
    """What follows "Bearer" in the Authorization header; None without one.

    Other schemes are not ours: a proxy in front of the shop may ask for a password.
    """
    scheme, _, rest = request.headers.get("Authorization", "").strip().partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else None


def _looked_up(request: HttpRequest) -> Presented:
    text = bearer(request)
    if text is None:
        return Presented()
    if not _KEY.fullmatch(text):
        return Presented(refusal=InvalidKey(_MALFORMED))
    rows = ApiKey.objects.order_by().select_related("merchant", "created_by")
    key = rows.filter(hash=hash_of(text)).first()
    if key is None:
        return Presented(refusal=InvalidKey(_UNKNOWN))
    return Presented(key, _invalid(key) or _misplaced(key, request.headers.get("Origin")))


def _invalid(key: ApiKey) -> InvalidKey | None:
    """Why the key is not live; None if it is."""
    if key.revoked_at is not None:
        return InvalidKey(_REVOKED)
    if key.is_expired:
        return InvalidKey(_EXPIRED)
    if key.created_by is not None and not key.created_by.is_active:
        return InvalidKey(_MAKER_INACTIVE)
    return None


def _misplaced(key: ApiKey, origin: str | None) -> KeyRefused | None:
    """Why the key may not be used from the origin. Only browsers send one, and cannot forge it."""
    if origin is None:
        return None
    if key.is_secret:
        return KeyRefused(_IN_BROWSER)
    return None if origin in key.allowed_origins else KeyRefused(_OTHER_ORIGIN)
