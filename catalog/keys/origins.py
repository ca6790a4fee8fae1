"""Origins of web pages: checked as they are entered, and known while requests are answered."""

import logging
import time
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.db import Error

from catalog.models import ApiKey

logger = logging.getLogger(__name__)
# For preflights, which are cheap to send: the origins are read at most once in this time. Requests
# themselves look their key up each time.
SECONDS: Final = 1.0
_PORTS: Final = {"http": 80, "https": 443}


class InvalidOrigin(ValueError):
    """The text is no origin of web pages."""


def normalised(text: str) -> str:
    """Return the origin as browsers send it. Raises InvalidOrigin."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        raise InvalidOrigin(_advice(text)) from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or _has_more(parts):
        raise InvalidOrigin(_advice(text))
    return f"{parts.scheme}://{_ascii(host, text)}" + (
        f":{port}" if port not in {None, _PORTS[parts.scheme]} else ""
    )


def _has_more(parts: SplitResult) -> bool:
    beyond = parts.path not in {"", "/"} or parts.query or parts.fragment
    return bool(beyond) or parts.username is not None or "*" in parts.netloc


def _ascii(host: str, text: str) -> str:
    """The host as browsers send it: in lower case, and other alphabets in Punycode."""
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise InvalidOrigin(_advice(text)) from error


def _advice(text: str) -> str:
    return (
        f"“{text[:80]}” is no origin. Give a scheme and a host, and a port if it has one, such as "
        "https://shop.example or http://localhost:3000."
    )


class LiveOrigins:
    """The origins that some live publishable key allows, SECONDS old at most."""

    def __init__(self) -> None:
        self._origins: frozenset[str] = frozenset()
        self._until = 0.0

    def __contains__(self, origin: str) -> bool:
        if time.monotonic() >= self._until:
            self._renew()
        return origin in self._origins

    def forget(self) -> None:
        self._until = 0.0

    def _renew(self) -> None:
        """While Postgres is away, those known before stay, so that pages can read the 503."""
        self._until = time.monotonic() + SECONDS
        rows = ApiKey.objects.live().publishable().values_list("allowed_origins", flat=True)
        try:
            self._origins = frozenset(origin for origins in rows for origin in origins)
        except Error as error:
            logger.warning("The origins of keys cannot be read: %s", type(error).__name__)


live_origins: Final = LiveOrigins()
