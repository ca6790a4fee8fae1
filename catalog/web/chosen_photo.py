"""A photo in an address, with the part of it to search with: "id" or "id~left,top,right,bottom"."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from catalog.pictures.picture import CropBox
from catalog.search.checked_query import InvalidQuery, crop_box

PHOTO: Final = "photo"
# Between the id of a photo and its part.
SEPARATOR: Final = "~"
# The part of the only photo, in addresses of earlier versions.
CROP: Final = "crop"
# Fields of a form, in percent, one of each for every photo, in the order of the photos.
SIDES: Final = ("crop.left", "crop.top", "crop.right", "crop.bottom")
WHOLE: Final[tuple[float, float, float, float]] = (0.0, 0.0, 100.0, 100.0)
# Percent of the photo. A smaller part is a slip of the finger.
MIN_SIDE: Final = 5.0
PERCENT: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{0,6})?")


@dataclass(frozen=True, slots=True)
class ChosenPhoto:
    photo_id: uuid.UUID
    crop: CropBox | None = None

    @classmethod
    def read(cls, value: str) -> ChosenPhoto:
        """Raises InvalidQuery."""
        photo_id, _, part = value.partition(SEPARATOR)
        try:
            return cls(uuid.UUID(photo_id), _crop(part))
        except ValueError as error:
            if isinstance(error, InvalidQuery):
                raise
            message = "This is not the address of a photo; please send it again."
            raise InvalidQuery("photo_id", code="not_an_id", message=message) from error


def photo_id_of(value: str) -> str:
    return value.partition(SEPARATOR)[0]


def photo_values(parameters: QueryDict) -> list[str]:
    """Return the photos of an address or form, each with its part. Raises InvalidQuery."""
    photos = [value.strip() for value in parameters.getlist(PHOTO) if value.strip()]
    sides = [parameters.getlist(name) for name in SIDES]
    if photos and all(len(values) == len(photos) for values in sides):
        boxes = zip(*sides, strict=True)
        return [_with_sides(photo, box) for photo, box in zip(photos, boxes, strict=True)]
    crop = parameters.get(CROP, "").strip()
    if crop and photos and SEPARATOR not in photos[0]:
        photos[0] = f"{photos[0]}{SEPARATOR}{crop}"
    return photos


def with_part(photo: str, box: Sequence[float]) -> str:
    """Return the value of a photo with another part, whose sides are in percent."""
    photo_id = photo_id_of(photo)
    if tuple(box) == WHOLE:
        return photo_id
    return photo_id + SEPARATOR + ",".join(f"{side / 100:.4g}" for side in box)


def _with_sides(photo: str, texts: Sequence[str]) -> str:
    """Raises InvalidQuery."""
    pairs = zip(texts, WHOLE, strict=True)
    left, top, right, bottom = (_percent(text.strip(), default) for text, default in pairs)
    (left, right), (top, bottom) = _span(left, right), _span(top, bottom)
    return with_part(photo, (left, top, right, bottom))


def _percent(text: str, default: float) -> float:
    if not text:
        return default
    number = text.replace(",", ".")
    if not PERCENT.fullmatch(number):
        message = "The edges of the part are numbers from 0 to 100."
        raise InvalidQuery(CROP, code="invalid_crop", message=message)
    return min(float(number), 100.0)


def _span(first: float, second: float) -> tuple[float, float]:
    """Return two edges in their order, and not too near to each other."""
    low, high = sorted((first, second))
    low = min(low, 100.0 - MIN_SIDE)
    return low, max(high, low + MIN_SIDE)


def _crop(text: str) -> CropBox | None:
    """Parse left, top, right and bottom: fractions separated by commas."""
    if not text:
        return None
    try:
        left, top, right, bottom = map(float, text.split(","))
    except ValueError as error:
        message = "The crop must be four numbers from 0 to 1."
        raise InvalidQuery(CROP, code="invalid_crop", message=message) from error
    return crop_box(left=left, top=top, right=right, bottom=bottom)
