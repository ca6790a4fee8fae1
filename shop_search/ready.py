"""Waiting until the shop answers a search, not merely until its processes run."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from shop_search.failures import CannotStart

READINESS = "/readyz"
SEARCH = "/search/?q=shoes"
# The encoder and its index come with the first products.
NEEDED = ("database", "migrations", "broker", "worker")
TIMEOUT = 120.0


def wait_until_ready(address: str, *, check: Callable[[], None]) -> None:
    """`check` is called between two looks and may raise. Raises CannotStart after two minutes."""
    deadline = time.monotonic() + TIMEOUT
    for trouble in (readiness_trouble, search_trouble):
        while reason := trouble(address):
            check()
            if time.monotonic() > deadline:
                raise CannotStart(f"The shop does not answer at {address}: {reason}")
            time.sleep(0.5)


def readiness_trouble(address: str) -> str:
    """Which part is missing; empty when none is."""
    try:
        parts = json.loads(_get(address + READINESS))["parts"]
    except (OSError, http.client.HTTPException) as error:
        return str(error)
    missing = [name for name in NEEDED if not parts.get(name, {}).get("ok")]
    return "; ".join(f"{name}: {parts.get(name, {}).get('detail')}" for name in missing)


def search_trouble(address: str) -> str:
    try:
        _get(address + SEARCH)
    except (OSError, http.client.HTTPException) as error:
        return f"{SEARCH}: {error}"
    return ""


def _get(url: str) -> bytes:
    """Raises OSError, of which urllib's HTTPError for 4xx and 5xx is one, or HTTPException."""
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - our own address
        body: bytes = response.read()
        return body
