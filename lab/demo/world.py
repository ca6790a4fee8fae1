"""What a demo product is: its kind, colour, pattern, material and shape."""

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


@dataclass(frozen=True, slots=True)
class Design:
    """One product's looks, complete: the same design always gives the same picture."""

    kind: str
    colour: str
    pattern: str
    pattern_colour: str | None
    material: str
    shape: tuple[tuple[str, str], ...]

    @property
    def attributes(self) -> dict[str, str]:
        """The facets a shop shows, by the keys a product feed uses."""
        found = {"color": self.colour, "pattern": self.pattern, "material": self.material}
        if self.pattern_colour:
            found["pattern_color"] = self.pattern_colour
        return found | dict(self.shape)

    @property
    def category(self) -> tuple[str, ...]:
        return KINDS[self.kind].category

    def get(self, name: str) -> str:
        """The value of a shape attribute that this kind has."""
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
