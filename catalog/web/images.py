"""An image on a page, in the sizes that it is stored in."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.files.renditions import Rendition
from catalog.models import Photo

# Pixels that browsers reserve for an image of unknown size, so that the page does not jump.
DEFAULT_SIDE = 400
# Pixels of width for a client that cannot choose.
ORDINARY_WIDTH = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Shown by web/_image.html, which says how wide it will be, so that browsers can choose."""

    url: str  # of the stored photo, the largest there is
    alt: str
    width: int  # of the stored photo; its renditions have the same shape
    height: int
    renditions: tuple[Rendition, ...] = ()  # the smallest first

    @classmethod
    def of(cls, photo: Photo | None, *, title: str) -> Image | None:
        if photo is None or not photo.file:
            return None
        return cls(
            url=photo.file.url,
            alt=photo.alt or title,
            width=photo.width or DEFAULT_SIDE,
            height=photo.height or DEFAULT_SIDE,
            renditions=photo.renditions,
        )

    @property
    def src(self) -> str:
        ordinary = [image.url for image in self.renditions if image.width <= ORDINARY_WIDTH]
        return ordinary[-1] if ordinary else self.url

    @property
    def srcset(self) -> str:
        return ", ".join(f"{image.url} {image.width}w" for image in self.renditions)
