"""One part of the shop, as readiness tells of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    ok: bool
    detail: str
    # Without it no search is answered.
    vital: bool = False
