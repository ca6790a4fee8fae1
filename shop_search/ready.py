"""Waiting until the shop answers a search, not merely until its processes run."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable

from shop_search.failures import CannotStart

PROBES = ("/readyz",)
TIMEOUT = 120.0


def wait_until_ready(address: str, *, check: Callable[[], None]) -> None:
    """`check` is called between two looks and may raise. Raises CannotStart after two minutes."""
    deadline = time.monotonic() + TIMEOUT
    for path in PROBES:
        while (trouble := _trouble(address + path)) is not None:
            check()
            if time.monotonic() > deadline:
                raise CannotStart(f"The shop does not answer at {address}{path}: {trouble}")
            time.sleep(0.2)


def _trouble(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - our own address
            response.read()
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read(500).decode(errors='replace')}"
    except OSError as error:
        return str(error)
    return None
