"""The photos of a product, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.models import Photo, Product, WorkState
from catalog.web.images import Image

MAX_PHOTOS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    images: tuple[Image, ...]
    # Whether the first is the photo that matched a search, in place of the product's own first.
    starts_with_match: bool = False


def gallery(product: Product, *, matched: str = "") -> Gallery:
    """Return the gallery, which starts with the photo of the id `matched` if there is one.

    It is moved, not scrolled to: it is painted first, with and without JavaScript.
    """
    photos = [photo for photo in product.photos.all() if _is_shown(photo)][:MAX_PHOTOS]
    ordered = sorted(photos, key=lambda photo: str(photo.pk) != matched)
    images = (Image.of(photo, title=product.title) for photo in ordered)
    return Gallery(
        images=tuple(image for image in images if image), starts_with_match=ordered != photos
    )


def _is_shown(photo: Photo) -> bool:
    return photo.state == WorkState.READY and bool(photo.file)
