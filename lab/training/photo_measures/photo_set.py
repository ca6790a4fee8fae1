"""The photos that all encoders are measured on: readable, distinct, and with their colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lab.training.colours.dominant import dominant_colour
from lab.training.photo_measures.near_duplicates import Thumbnail, distinct_rows, thumbnail
from lab.training.photo_measures.source_photo import SourcePhoto, UnreadablePhoto

FACTS_SIZE: Final = 64
"""Pixels that thumbnails and colours need per side."""

Advance = Callable[[int], None]
"""Told how many photos are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSet:
    photos: Sequence[SourcePhoto]
    colours_are_measured: bool
    """Whether the colours are those of `dominant_colour`, as nobody has named any."""
    unreadable: Sequence[str] = ()
    """A reason for each photo that was left out because it cannot be read."""
    duplicates: int = 0
    """Photos that were left out because another with the same label looks the same."""


@dataclass(frozen=True, slots=True)
class _Looks:
    photo: SourcePhoto
    thumbnail: Thumbnail


def ignore_progress(_done: int) -> None:
    """An Advance that reports nothing."""


def load_photo_set(photos: Sequence[SourcePhoto], advance: Advance = ignore_progress) -> PhotoSet:
    """Read each photo once: leave out what cannot be read and copies, and measure colours."""
    measures_colours = not any(photo.colour for photo in photos)
    looks, unreadable = [], []
    for photo in photos:
        try:
            looks.append(_look_at(photo, measure_colour=measures_colours))
        except UnreadablePhoto as error:
            unreadable.append(str(error))
        advance(1)
    rows = distinct_rows([one.thumbnail for one in looks], [one.photo.label for one in looks])
    return PhotoSet(
        photos=[looks[row].photo for row in rows],
        colours_are_measured=measures_colours,
        unreadable=unreadable,
        duplicates=len(looks) - len(rows),
    )


def _look_at(photo: SourcePhoto, *, measure_colour: bool) -> _Looks:
    picture = photo.for_encoder(FACTS_SIZE)
    if measure_colour:
        photo = replace(photo, colour=dominant_colour(picture) or "")
    return _Looks(photo, thumbnail(picture))
