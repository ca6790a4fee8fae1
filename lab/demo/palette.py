"""Named colours and the arithmetic on them."""

import colorsys
import math
import random
from collections.abc import Iterable
from typing import Final

Rgb = tuple[int, int, int]

COLOURS: Final[dict[str, Rgb]] = {
    "black": (34, 34, 38),
    "white": (246, 246, 244),
    "grey": (140, 143, 148),
    "charcoal": (72, 75, 82),
    "beige": (218, 198, 166),
    "cream": (245, 235, 208),
    "brown": (110, 70, 42),
    "camel": (190, 138, 82),
    "red": (204, 32, 40),
    "burgundy": (110, 22, 44),
    "coral": (246, 114, 92),
    "orange": (240, 128, 28),
    "mustard": (208, 158, 36),
    "yellow": (250, 212, 52),
    "lime": (160, 205, 50),
    "green": (40, 138, 66),
    "olive": (106, 110, 52),
    "mint": (160, 220, 190),
    "teal": (18, 116, 118),
    "turquoise": (46, 192, 200),
    "light blue": (150, 196, 236),
    "blue": (34, 92, 200),
    "navy": (28, 40, 84),
    "purple": (112, 54, 150),
    "lavender": (186, 168, 222),
    "pink": (244, 152, 184),
    "magenta": (208, 32, 124),
}

NEUTRAL: Final = frozenset({"black", "white", "grey", "charcoal", "beige", "cream"})
"""Colours with hardly any hue: only their lightness differs."""


def to_hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def mix(base: Rgb, added: Rgb, share: float) -> Rgb:
    """Blend `share` (0 to 1) of `added` into `base`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(base, added, strict=True))
    return red, green, blue


def darken(rgb: Rgb, share: float) -> Rgb:
    return mix(rgb, (8, 8, 14), share)


def lighten(rgb: Rgb, share: float) -> Rgb:
    return mix(rgb, (255, 255, 255), share)


def jitter(name: str, rng: random.Random) -> Rgb:
    """Vary the named colour at random, too little to change its name."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in COLOURS[name]))
    hue = (hue + rng.uniform(-0.008, 0.008)) % 1
    lightness = min(0.97, max(0.12, lightness + rng.uniform(-0.025, 0.025)))
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation * rng.uniform(0.92, 1.0))
    return round(red * 255), round(green * 255), round(blue * 255)


def luminance(rgb: Rgb) -> float:
    """Return the perceived lightness, 0 to 255 (Rec. 601 weights)."""
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]


def rgb_distance(first: Rgb, second: Rgb) -> float:
    return math.dist(first, second)


def contrasting(name: str, among: Iterable[str] = COLOURS) -> tuple[str, ...]:
    """Return the colours in which a pattern is clearly visible on a ground of colour `name`."""
    ground = COLOURS[name]
    return tuple(other for other in among if rgb_distance(ground, COLOURS[other]) > 120)
