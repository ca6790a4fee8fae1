"""Counts more against a client's limits than the one request: each search of a batch, each fetch.

The middleware that limits requests gives each request a `charge`. Without it, as in a script,
nothing is counted.
"""

from typing import Protocol

from rest_framework.exceptions import Throttled
from rest_framework.request import Request

SEARCHES = "searches"
PHOTO_LINKS = "photo_links"


class Charge(Protocol):
    def __call__(self, counted: str, cost: int) -> int:
        """Return the seconds to wait; 0 if it is allowed, and counted."""


def charge(request: Request, counted: str, cost: int = 1) -> None:
    """Raise Throttled if the client has used up its limit."""
    charged: Charge | None = getattr(request._request, "charge", None)
    if cost and charged and (wait := charged(counted, cost)):
        raise Throttled(wait)
