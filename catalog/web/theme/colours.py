"""Accent colours that people can read on the grounds of static/tokens.css."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Of text (WCAG 2.2, 1.4.3).
MIN_CONTRAST: Final = 4.5
# How much of the accent tints what is selected.
TINT: Final = 0.12
_HEX: Final = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Colour:
    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> Colour:
        """Raises ValueError unless the text is like #0f5c4a."""
        found = _HEX.fullmatch(text)
        if found is None:
            raise ValueError(f'"{text}" is not a colour: write six hex digits, such as #0f5c4a.')
        return cls(*(int(part, 16) for part in found.groups()))

    def mixed_with(self, other: Colour, share: float) -> Colour:
        """The colour with this share (0 to 1) of another."""
        pairs = zip(self.parts, other.parts, strict=True)
        return Colour(*(round(mine + (theirs - mine) * share) for mine, theirs in pairs))

    def contrast_to(self, other: Colour) -> float:
        """The contrast ratio of WCAG 2.2, from 1 to 21."""
        dark, light = sorted((self.luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)

    @property
    def parts(self) -> tuple[int, int, int]:
        return self.red, self.green, self.blue

    @property
    def luminance(self) -> float:
        red, green, blue = (_linear(part / 255) for part in self.parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def __str__(self) -> str:
        return "#" + "".join(f"{part:02x}" for part in self.parts)


def _linear(value: float) -> float:
    """Of sRGB."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


WHITE: Final = Colour(255, 255, 255)
BLACK: Final = Colour(0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The light or the dark page. A test compares the grounds with static/tokens.css."""

    name: str
    paper: Colour
    card: Colour
    well: Colour
    # Towards which an accent becomes more readable, and in words.
    away: Colour
    direction: str


LIGHT: Final = Scheme(
    name="light",
    paper=Colour.parse("#faf8f4"),
    card=WHITE,
    well=Colour.parse("#f1ede5"),
    away=BLACK,
    direction="darker",
)
DARK: Final = Scheme(
    name="dark",
    paper=Colour.parse("#151413"),
    card=Colour.parse("#1f1d1b"),
    well=Colour.parse("#292623"),
    away=WHITE,
    direction="lighter",
)


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour for actions and selection, with what belongs to it."""

    colour: Colour
    scheme: Scheme

    @property
    def on_it(self) -> Colour:
        """Of text on the accent."""
        return max(WHITE, BLACK, key=self.colour.contrast_to)

    @property
    def soft(self) -> Colour:
        return self.scheme.card.mixed_with(self.colour, TINT)

    @property
    def hardest_ground(self) -> Colour:
        """The ground on which the accent is hardest to read."""
        grounds = (self.scheme.paper, self.scheme.card, self.scheme.well, self.soft)
        return min(grounds, key=self.colour.contrast_to)

    @property
    def contrast(self) -> float:
        return self.colour.contrast_to(self.hardest_ground)

    @property
    def is_readable(self) -> bool:
        return self.contrast >= MIN_CONTRAST

    def made_readable(self) -> Accent:
        """The nearest readable accent, by mixing it with black or white."""
        mixed = (
            Accent(self.colour.mixed_with(self.scheme.away, percent / 100), self.scheme)
            for percent in range(101)
        )
        return next(accent for accent in mixed if accent.is_readable)
