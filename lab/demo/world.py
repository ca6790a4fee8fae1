"""The design space of demo products: kind, colour, pattern, material and shape."""

import random
from dataclasses import dataclass
from typing import Final

from lab.demo.kinds import KIND_LIST, Kind
from lab.demo.palette import COLOURS, contrasting

KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in KIND_LIST}
COLOUR_NAMES: Final[tuple[str, ...]] = tuple(COLOURS)
PATTERN_NAMES: Final[tuple[str, ...]] = tuple(
    dict.fromkeys(pattern for kind in KIND_LIST for pattern in kind.patterns)
)
PLAIN_SHARE: Final = 0.4
"""Share of plain designs among the kinds that can have a pattern."""


@dataclass(frozen=True, slots=True)
class Design:
    """A product's looks. The same design always gives the same picture."""

    kind: str
    colour: str
    pattern: str
    pattern_colour: str | None
    material: str
    shape: tuple[tuple[str, str], ...]

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes of a product with this design, by the names that a feed gives them."""
        attributes = {"color": self.colour, "pattern": self.pattern, "material": self.material}
        if self.pattern_colour:
            attributes["pattern_color"] = self.pattern_colour
        return attributes | dict(self.shape)

    @property
    def category(self) -> tuple[str, ...]:
        return KINDS[self.kind].category

    def get(self, name: str) -> str:
        """Return the value of a shape attribute. Raises KeyError if the kind lacks it."""
        return dict(self.shape)[name]


def sample_design(rng: random.Random) -> Design:
    return sample_of_kind(rng.choice(KIND_LIST), rng)


def sample_of_kind(kind: Kind, rng: random.Random) -> Design:
    colour = rng.choice(kind.colours or COLOUR_NAMES)
    pattern = _pattern(kind, rng)
    return Design(
        kind=kind.name,
        colour=colour,
        pattern=pattern,
        pattern_colour=None if pattern == "plain" else rng.choice(contrasting(colour)),
        material=rng.choice(kind.materials),
        shape=tuple((name, rng.choice(values)) for name, values in kind.shapes),
    )


def _pattern(kind: Kind, rng: random.Random) -> str:
    if len(kind.patterns) == 1 or rng.random() < PLAIN_SHARE:
        return "plain"
    return rng.choice(kind.patterns[1:])
