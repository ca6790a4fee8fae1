"""An entrance, and the worst that can come through it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from catalog.models import ImportRun, Merchant


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who is asked, and by whom."""

    client: Client  # anybody
    merchant: Merchant
    signed_in: Client  # one of the merchant's users
    imported: Callable[[bytes], ImportRun]


@dataclass(frozen=True, slots=True)
class Attack:
    """`worst` makes an input of size n, in whatever it is counted; n = `size` is the smaller of the
    two that are sent.
    """

    name: str
    send: Callable[[World, Any], None]
    worst: Callable[[int], Any]
    size: int
