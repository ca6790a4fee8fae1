"""Waiting until the shop answers a search, not merely until its processes run.

Asked as a proxy on this machine would ask: by a name that the shop answers to, and as if by HTTPS
where it insists on that.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from shop_search.failures import CannotStart

READINESS = "/readyz"
SEARCH = "/search/?q=shoes"
# The encoder and its index come with the first products.
NEEDED = ("database", "migrations", "broker", "worker")
TIMEOUT = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    address: str  # on this machine, without a path
    host: str  # its name
    https: bool  # whether a proxy ends TLS

    @classmethod
    def at(cls, address: str) -> "Shop":
        return cls(address=address, host=known_host(), https=settings.SHOP_HTTPS)

    @property
    def headers(self) -> dict[str, str]:
        return {"Host": self.host, **({"X-Forwarded-Proto": "https"} if self.https else {})}

    @property
    def public_address(self) -> str:
        """Where people find it."""
        local = urlsplit(self.address)
        if self.https:
            return f"https://{self.host}"
        if local.hostname in settings.ALLOWED_HOSTS or self.host == local.hostname:
            return self.address
        return f"http://{self.host}"


def known_host() -> str:
    """One that ALLOWED_HOSTS lets through. "*" takes any, ".example.com" its own name too."""
    first: str = next(iter(settings.ALLOWED_HOSTS), "localhost")
    return "localhost" if first == "*" else first.removeprefix(".")


def wait_until_ready(shop: Shop, *, check: Callable[[], None]) -> None:
    """`check` is called between two looks and may raise. Raises CannotStart after two minutes."""
    deadline = time.monotonic() + TIMEOUT
    for trouble in (readiness_trouble, search_trouble):
        while reason := trouble(shop):
            check()
            if time.monotonic() > deadline:
                raise CannotStart(f"The shop does not answer at {shop.address}: {reason}")
            time.sleep(0.5)


def readiness_trouble(shop: Shop) -> str:
    """Which part is missing; empty when none is."""
    try:
        parts = json.loads(_get(shop, READINESS))["parts"]
    except (OSError, http.client.HTTPException) as error:
        return str(error)
    missing = [name for name in NEEDED if not parts.get(name, {}).get("ok")]
    return "; ".join(f"{name}: {parts.get(name, {}).get('detail')}" for name in missing)


def search_trouble(shop: Shop) -> str:
    try:
        _get(shop, SEARCH)
    except (OSError, http.client.HTTPException) as error:
        return f"{SEARCH}: {error}"
    return ""


def _get(shop: Shop, path: str) -> bytes:
    """Raises OSError, of which urllib's HTTPError for 4xx and 5xx is one, or HTTPException."""
    request = urllib.request.Request(shop.address + path, headers=shop.headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own address
        body: bytes = response.read()
        return body
