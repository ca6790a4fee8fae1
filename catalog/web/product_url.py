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
    if hit.photo is None:
        return product_url(hit.product.pk)
    first = next((photo for photo in hit.product.photos.all() if photo.file), None)
    return product_url(hit.product.pk, photo_id=None if hit.photo == first else hit.photo.pk)
