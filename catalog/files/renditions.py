"""Renditions: copies of a photo in smaller sizes, in files beside it.

A rendition's name follows from the photo's, so that no table has to name them, nothing makes one
twice, and whoever deletes a photo's file can delete them too.
"""

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction

# The largest width of each, in pixels: a card on a phone, a card on a sharp screen, a whole page.
# If one is dropped later, it must still be deleted here.
STEPS: Final = (320, 640, 1280)
SUFFIX: Final = re.compile(r"\.\d+\.webp\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    name: str  # in the storage
    width: int  # pixels

    @property
    def url(self) -> str:
        return str(default_storage.url(self.name))


def renditions_of(file: str, *, width: int) -> tuple[Rendition, ...]:
    """Return those that a photo of this width has, the smallest first. None is enlarged."""
    return tuple(
        Rendition(name=_name(file, step), width=min(step, width))
        for smaller, step in pairwise((0, *STEPS))
        if smaller < width
    )


def original_of(name: str) -> str:
    """Return the photo's file that a rendition belongs to, and any other name as it is."""
    return SUFFIX.sub("", name)


def delete_photo_on_commit(file: str | None) -> None:
    """Delete a photo's file and its renditions after the commit."""
    for name in [file, *(_name(file, step) for step in STEPS)] if file else []:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _name(file: str, step: int) -> str:
    return f"{file}.{step}.webp"
