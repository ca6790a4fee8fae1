"""The address of a product's page."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from catalog.search.results import Hit

# The photo with which the gallery starts.
PHOTO: Final = "photo"


def product_url(product_id: int, *, photo_id: int | None = None) -> str:
    path = reverse("web:product", args=[product_id])
    return f"{path}?{PHOTO}={photo_id}" if photo_id else path


def hit_url(hit: Hit) -> str:
    """Return the address of a result. It names the photo that matched if that is not the first,
    so that most products have one address.
    """
    shown = [photo for photo in hit.product.photos.all() if photo.file]
    is_first = hit.photo is None or hit.photo == next(iter(shown), None)
    return product_url(hit.product.pk, photo_id=None if is_first or not hit.photo else hit.photo.pk)
