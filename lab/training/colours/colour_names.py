"""Twelve names of colours, and which of them a pixel has."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lab.training.colours.lab_space import Lab, to_lab

EXAMPLES: Final[dict[str, tuple[tuple[int, int, int], ...]]] = {
    "black": ((18, 18, 20), (38, 37, 40), (50, 48, 48)),
    "grey": ((85, 86, 90), (120, 120, 122), (150, 150, 150), (172, 172, 172)),
    "white": (
        (250, 250, 250), (232, 231, 229), (212, 212, 212), (245, 240, 226), (200, 200, 196),
        (220, 216, 206),
    ),
    "beige": ((218, 198, 166), (196, 178, 150), (228, 212, 184), (238, 226, 196)),
    "brown": ((110, 70, 42), (78, 52, 38), (140, 95, 60), (176, 128, 82), (120, 92, 72)),
    "red": (
        (204, 32, 40), (160, 25, 35), (110, 22, 44), (225, 60, 55), (135, 40, 45), (90, 30, 40),
        (72, 26, 34),
    ),
    "orange": ((240, 128, 28), (230, 100, 30), (246, 150, 70), (205, 100, 40)),
    "yellow": ((250, 212, 52), (208, 158, 36), (245, 230, 110), (225, 190, 60)),
    "green": (
        (40, 138, 66), (106, 110, 52), (160, 205, 50), (160, 220, 190), (30, 75, 50),
        (110, 160, 110), (75, 82, 50), (25, 120, 100),
    ),
    "blue": (
        (34, 92, 200), (28, 40, 84), (150, 196, 236), (46, 180, 205), (90, 125, 165), (60, 75, 105),
        (20, 110, 125), (110, 160, 215), (38, 48, 68), (145, 165, 180), (170, 188, 202),
        (120, 138, 158), (120, 155, 165),
    ),
    "purple": ((112, 54, 150), (186, 168, 222), (75, 40, 95), (145, 100, 170), (95, 60, 90)),
    "pink": ((244, 152, 184), (208, 32, 124), (240, 190, 200), (225, 100, 150), (246, 124, 110)),
}  # fmt: skip
"""Examples in sRGB of each name: the basic colour terms of English (Berlin, Kay 1969) and beige."""

COLOUR_NAMES: Final = tuple(EXAMPLES)
_OWNER: Final = np.array([i for i, rgbs in enumerate(EXAMPLES.values()) for _ in rgbs])
_POINTS: Final = to_lab([rgb for rgbs in EXAMPLES.values() for rgb in rgbs])
LIGHTNESS_WEIGHT: Final = 0.6
"""Less than 1, because light and shadow change the lightness of a colour more than its hue."""


def name_numbers(pixels: Lab) -> NDArray[np.int64]:
    """Return for each pixel (n, 3) the index in COLOUR_NAMES of the nearest example's name."""
    weights = np.array([LIGHTNESS_WEIGHT, 1, 1], dtype=np.float32)
    gaps = (pixels[:, None] - _POINTS) * weights
    numbers: NDArray[np.int64] = _OWNER[(gaps**2).sum(axis=2).argmin(axis=1)]
    return numbers
