"""A swatch: the colours of a value beside each other, as an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SIDE: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripe:
    """A part of a swatch, in its units."""

    start: str
    width: str
    colour: str


def stripes_of(colours: Sequence[str]) -> tuple[Stripe, ...]:
    width = SIDE / (len(colours) or 1)
    return tuple(
        Stripe(start=f"{index * width:g}", width=f"{width:g}", colour=colour)
        for index, colour in enumerate(colours)
    )
