"""The photos of the running shop, with their categories as labels."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from catalog.models import Photo, Product, WorkState
from lab.evaluation.temporary_shop import EvaluationError
from lab.training.photo_measures.source_photo import SourcePhoto

MAX_PHOTOS: Final = 5000
"""Comparing all photos with all others grows with the square of their number."""
COLOUR_ATTRIBUTES: Final = ("color", "colour")


def photos_of_catalog() -> Sequence[SourcePhoto]:
    """Return the photos of products on sale, the same sample of MAX_PHOTOS if there are more.

    Raises EvaluationError if no product has a photo and a category.
    """
    photos = Photo.objects.filter(
        state=WorkState.READY,
        product__in=Product.objects.on_sale(),
        product__category__isnull=False,
    )
    sample = photos.select_related("product__category").order_by("sha256", "pk")[:MAX_PHOTOS]
    if not (found := [_source_photo(photo) for photo in sample]):
        raise EvaluationError(
            "This shop has no product on sale with a photo and a category. Import some, or measure "
            "a folder with --photos."
        )
    return found


def _source_photo(photo: Photo) -> SourcePhoto:
    product = photo.product
    return SourcePhoto(
        name=f"photo {photo.pk} of {product.external_id}",
        label=product.category.name if product.category else "",
        photographer="",
        title=product.title,
        colour=next(
            (product.attributes[name] for name in COLOUR_ATTRIBUTES if name in product.attributes),
            "",
        ),
        object=str(product.pk),
        data=partial(_read, photo),
    )


def _read(photo: Photo) -> bytes:
    with photo.file.open("rb") as file:
        data: bytes = file.read()
        return data
