"""How much of the product in a picture has which colour."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lab.training.colours.colour_names import COLOUR_NAMES, EXAMPLES, LIGHTNESS_WEIGHT
from lab.training.colours.foreground import SIZE, Mask, foreground, small_lab
from lab.training.colours.lab_space import to_lab

Histogram = NDArray[np.float32]

NAVY_BELOW, LIGHT_BLUE_ABOVE = 30.0, 65.0
"""Lightness. Shoppers tell these blues apart, and jeans are one or the other."""
BINS: Final = (*COLOUR_NAMES, "navy", "light blue")
SOFTNESS: Final = 8.0
"""In units of CIELAB. A pixel counts for every colour near it, less the farther away it is."""


def colour_histogram(picture: Image.Image) -> Histogram:
    """Return the shares of BINS among the product's pixels, which add up to 1.

    Where the product cannot be told from its background, the middle of the picture counts.
    """
    pixels = small_lab(picture)
    mask = foreground(pixels)
    shown = pixels[_MIDDLE if mask is None else mask]
    gaps = (shown[:, None] - _POINTS) * np.array([LIGHTNESS_WEIGHT, 1, 1], dtype=np.float32)
    distances = np.sqrt((gaps**2).sum(axis=2))
    nearest = np.stack([distances[:, i == _BIN].min(axis=1) for i in range(len(BINS))], axis=1)
    # Relative to the nearest colour, as all distances of an odd colour may be long.
    likeness = np.exp((nearest.min(axis=1, keepdims=True) - nearest) / SOFTNESS)
    shares: Histogram = (likeness / likeness.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares.astype(np.float32)


def _bin(name: str, rgb: tuple[int, int, int]) -> int:
    lightness = float(to_lab(rgb)[0])
    if name == "blue" and lightness < NAVY_BELOW:
        return BINS.index("navy")
    if name == "blue" and lightness > LIGHT_BLUE_ABOVE:
        return BINS.index("light blue")
    return BINS.index(name)


def _middle() -> Mask:
    mask = np.zeros((SIZE, SIZE), dtype=np.bool_)
    mask[SIZE // 4 : -SIZE // 4, SIZE // 4 : -SIZE // 4] = True
    return mask


_MIDDLE: Final = _middle()
_POINTS: Final = to_lab([rgb for rgbs in EXAMPLES.values() for rgb in rgbs])
_BIN: Final = np.array([_bin(name, rgb) for name, rgbs in EXAMPLES.items() for rgb in rgbs])
