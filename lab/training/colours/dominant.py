"""The colour of the product in a photo, as a word."""

from typing import Final

import numpy as np
from PIL import Image

from lab.training.colours.colour_names import COLOUR_NAMES, name_numbers
from lab.training.colours.foreground import eroded, foreground, small_lab

MIN_SHARE: Final = 0.5
"""Of the product's pixels that must have the colour. Others have several, or none for sure."""


def dominant_colour(picture: Image.Image) -> str | None:
    """Return one of COLOUR_NAMES, or None if no colour prevails or the product cannot be told from
    its background.
    """
    pixels = small_lab(picture)
    mask = foreground(pixels)
    if mask is None:
        return None
    numbers = name_numbers(pixels[inner if (inner := eroded(mask)).any() else mask])
    counts = np.bincount(numbers, minlength=len(COLOUR_NAMES))
    first = int(counts.argmax())
    return COLOUR_NAMES[first] if counts[first] >= MIN_SHARE * counts.sum() else None
