"""Waits until a started shop answers a search, not merely until its processes run.

It sends the headers of a proxy on this machine: an allowed host, and HTTPS if the shop requires it.
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

READINESS_PATH = "/readyz"
SEARCH_PATH = "/search/?q=shoes"
# Not the encoder and its index, which come with the first products.
REQUIRED_PARTS = ("database", "migrations", "broker", "worker")
TIMEOUT = 120.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningShop:
    local_url: str  # without a path
    host: str  # one that ALLOWED_HOSTS accepts
    https: bool  # whether a proxy terminates TLS

    @classmethod
    def at(cls, local_url: str) -> "RunningShop":
        return cls(local_url=local_url, host=allowed_host(), https=settings.SHOP_HTTPS)

    @property
    def headers(self) -> dict[str, str]:
        return {"Host": self.host, **({"X-Forwarded-Proto": "https"} if self.https else {})}

    @property
    def public_url(self) -> str:
        """The URL for shoppers and merchants."""
        local = urlsplit(self.local_url)
        if self.https:
            return f"https://{self.host}"
        if local.hostname in settings.ALLOWED_HOSTS or self.host == local.hostname:
            return self.local_url
        return f"http://{self.host}"


def allowed_host() -> str:
    """Return a host that ALLOWED_HOSTS accepts.

    "*" accepts any host, and ".example.com" includes example.com.
    """
    first: str = next(iter(settings.ALLOWED_HOSTS), "localhost")
    return "localhost" if first == "*" else first.removeprefix(".")


def wait_until_ready(shop: RunningShop, *, check: Callable[[], None]) -> None:
    """Poll until the shop answers a search. Raises CannotStart after TIMEOUT.

    `check` is called between two polls, and may raise.
    """
    deadline = time.monotonic() + TIMEOUT
    for poll in (readiness_error, search_error):
        while error := poll(shop):
            check()
            if time.monotonic() > deadline:
                raise CannotStart(f"The shop does not answer at {shop.local_url}: {error}")
            time.sleep(0.5)


def readiness_error(shop: RunningShop) -> str:
    """Return which required parts are not ready, or an empty text if all are."""
    try:
        parts = json.loads(_get(shop, READINESS_PATH))["parts"]
    except (OSError, http.client.HTTPException) as error:
        return str(error)
    missing = [name for name in REQUIRED_PARTS if not parts.get(name, {}).get("ok")]
    return "; ".join(f"{name}: {parts.get(name, {}).get('detail')}" for name in missing)


def search_error(shop: RunningShop) -> str:
    try:
        _get(shop, SEARCH_PATH)
    except (OSError, http.client.HTTPException) as error:
        return f"{SEARCH_PATH}: {error}"
    return ""


def _get(shop: RunningShop, path: str) -> bytes:
    """Return the body of a response. Raises HTTPException, or OSError, also for 4xx and 5xx."""
    request = urllib.request.Request(shop.local_url + path, headers=shop.headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own address
        body: bytes = response.read()
        return body
