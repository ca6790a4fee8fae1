"""The photos of a search as they are worked on: with a part, presets and proposed parts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from catalog.locales import decimal
from catalog.pictures.picture import CropBox
from catalog.web.chosen_photo import PHOTO, SIDES, WHOLE, ChosenPhoto, with_part
from catalog.web.places import place_names
from catalog.web.search_url import SearchUrl

Box = tuple[float, float, float, float]  # percent: left, top, right, bottom

PRESETS: Final = (
    (gettext_lazy("Whole photo"), WHOLE),
    (gettext_lazy("Upper half"), (0, 0, 100, 50)),
    (gettext_lazy("Lower half"), (0, 50, 100, 100)),
    (gettext_lazy("Centre"), (25, 25, 75, 75)),
)


# The edges that each handle moves, as letters; none moves the whole part.
HANDLES: Final = (
    ("", gettext_lazy("Part, to be moved")),
    ("nw", gettext_lazy("Upper left corner")),
    ("n", gettext_lazy("Upper edge")),
    ("ne", gettext_lazy("Upper right corner")),
    ("e", gettext_lazy("Right edge")),
    ("se", gettext_lazy("Lower right corner")),
    ("s", gettext_lazy("Lower edge")),
    ("sw", gettext_lazy("Lower left corner")),
    ("w", gettext_lazy("Left edge")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    edges: str
    label: str
    value: float  # percent, of the edge that the last letter names


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side of the part as a field of the form, in percent."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the photo to choose, and the search by it."""

    label: str
    url: SearchUrl
    selected: bool
    # The middle, in percent.
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPanel:
    number: int
    photo_id: uuid.UUID
    label: str
    image_url: str
    thumbnail_url: str
    sides: tuple[Side, ...]
    handles: tuple[Handle, ...]
    text: str  # says where the part is, with the names of its sides in braces
    value_text: str
    has_part: bool
    presets: tuple[Part, ...]
    regions: tuple[Part, ...]
    regions_url: str  # "" if the regions are known
    without: SearchUrl


def photo_panels(
    url: SearchUrl, regions: Mapping[uuid.UUID, Sequence[CropBox]]
) -> tuple[PhotoPanel, ...]:
    values = url.every(PHOTO)
    return tuple(
        _panel(number, value, url, regions, is_only=len(values) == 1)
        for number, value in enumerate(values, start=1)
    )


def region_parts(url: SearchUrl, value: str, boxes: Sequence[CropBox]) -> tuple[Part, ...]:
    """Return the regions of a photo, given as the value of an address, as parts to choose."""
    percents = [_percent(box) for box in boxes]
    return tuple(
        _part(label, value, box, url)
        for label, box in zip(place_names(percents), percents, strict=True)
    )


def _panel(
    number: int,
    value: str,
    url: SearchUrl,
    regions: Mapping[uuid.UUID, Sequence[CropBox]],
    *,
    is_only: bool,
) -> PhotoPanel:
    photo = ChosenPhoto.read(value)
    known = regions.get(photo.photo_id)
    box = WHOLE if photo.crop is None else _percent(photo.crop)
    text = gettext("From {left} % to {right} % across, from {top} % to {bottom} % down")
    own = [photo.photo_id]
    regions_url = f"{reverse('web:photo_regions', args=own)}?{url.query_string}"
    return PhotoPanel(
        number=number,
        photo_id=photo.photo_id,
        label=gettext("Your photo") if is_only else _numbered(gettext("Photo %(number)s"), number),
        image_url=reverse("web:query_photo", args=own),
        thumbnail_url=reverse("web:query_photo_thumbnail", args=own),
        sides=_sides(box),
        handles=_handles(box),
        text=text,
        value_text=_filled(text, box),
        has_part=photo.crop is not None,
        presets=tuple(_part(str(label), value, box, url) for label, box in PRESETS),
        regions=region_parts(url, value, known or ()),
        regions_url=regions_url if known is None else "",
        without=url.without_photo(value),
    )


def _numbered(label: str, number: int) -> str:
    return label % {"number": number}


def _filled(text: str, box: Box) -> str:
    for name, value in zip(("left", "top", "right", "bottom"), box, strict=True):
        text = text.replace(f"{{{name}}}", decimal(value))
    return text


def _handles(box: Box) -> tuple[Handle, ...]:
    left, top, right, bottom = box
    edges = {"": left, "w": left, "n": top, "e": right, "s": bottom}
    return tuple(
        Handle(edges=letters, label=str(label), value=edges[letters[-1:]])
        for letters, label in HANDLES
    )


def _sides(box: Box) -> tuple[Side, ...]:
    labels = (
        gettext("Left edge, %"),
        gettext("Top edge, %"),
        gettext("Right edge, %"),
        gettext("Bottom edge, %"),
    )
    return tuple(
        Side(name=name, label=label, value=f"{value:g}")
        for name, label, value in zip(SIDES, labels, box, strict=True)
    )


def _part(label: str, value: str, box: Box, url: SearchUrl) -> Part:
    left, top, right, bottom = box
    chosen = with_part(value, box)
    return Part(
        label=label,
        url=url.replacing(PHOTO, value, chosen),
        selected=chosen == value,
        x=(left + right) / 2,
        y=(top + bottom) / 2,
    )


def _percent(crop: CropBox) -> Box:
    sides = (crop.left, crop.top, crop.right, crop.bottom)
    left, top, right, bottom = (round(100 * side, 1) for side in sides)
    return left, top, right, bottom
