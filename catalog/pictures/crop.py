"""The crop box that a shopper draws around a product."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext


class InvalidCrop(ValueError):
    """The crop is not a box inside the picture, or is too small; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CropBox:
    """A box in a picture. Its sides are fractions of width and height, from the top left corner.

    Creating an invalid box raises InvalidCrop.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        # NaN would pass the comparisons below.
        if not all(math.isfinite(side) for side in self.sides):
            raise InvalidCrop(gettext("The crop must be four numbers from 0 to 1."))
        if min(self.sides) < 0 or max(self.sides) > 1:
            raise InvalidCrop(
                gettext("The crop reaches outside the photo: use fractions from 0 to 1.")
            )
        if self.left >= self.right or self.top >= self.bottom:
            raise InvalidCrop(
                gettext(
                    "The crop is empty: left must be less than right, and top less than bottom."
                )
            )

    @classmethod
    def of(cls, sides: Sequence[float]) -> Self:
        left, top, right, bottom = sides
        return cls(left=left, top=top, right=right, bottom=bottom)

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    @property
    def width(self) -> float:
        return round(self.right - self.left, 9)

    @property
    def height(self) -> float:
        return round(self.bottom - self.top, 9)

    @property
    def percent(self) -> tuple[float, float, float, float]:
        return self.left * 100, self.top * 100, self.right * 100, self.bottom * 100

    def to_pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """The box in pixels: left, top, right, bottom. Rounded outwards, so it is never empty."""
        width, height = size
        return (
            math.floor(self.left * width),
            math.floor(self.top * height),
            math.ceil(self.right * width),
            math.ceil(self.bottom * height),
        )
