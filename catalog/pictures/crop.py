"""The part of a picture that matters to the shopper."""

import math
from dataclasses import dataclass


class InvalidCrop(ValueError):
    """Not a box inside the picture; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CropBox:
    """Fractions of width and height, 0 to 1, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        sides = (self.left, self.top, self.right, self.bottom)
        # NaN fails this comparison too, but deserves its own wording no less than infinity.
        if not all(math.isfinite(side) for side in sides):
            raise InvalidCrop("The crop must be four numbers from 0 to 1.")
        if min(sides) < 0 or max(sides) > 1:
            raise InvalidCrop("The crop reaches outside the picture: use fractions from 0 to 1.")
        if self.left >= self.right or self.top >= self.bottom:
            raise InvalidCrop("The crop is empty: left must be below right, and top below bottom.")

    def pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom; rounded outwards, so never empty."""
        width, height = size
        return (
            math.floor(self.left * width),
            math.floor(self.top * height),
            math.ceil(self.right * width),
            math.ceil(self.bottom * height),
        )
