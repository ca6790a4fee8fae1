"""The readiness of one part of the shop."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    ok: bool
    detail: str
    # Whether searches need this part.
    vital: bool = False
