"""An attack: an entry point, and its most expensive input."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from catalog.models import ImportRun, Merchant


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The shop under attack, with clients for it."""

    client: Client  # anonymous
    merchant: Merchant
    signed_in: Client  # one of the merchant's users
    imported: Callable[[bytes], ImportRun]


@dataclass(frozen=True, slots=True)
class Attack:
    """`send` sends what `worst(n)` makes: an input of n characters, rows or whatever grows.

    `size` is the smaller of the two n that are tried.
    """

    name: str
    send: Callable[[Target, Any], None]
    worst: Callable[[int], Any]
    size: int
