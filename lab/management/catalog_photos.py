"""The shop's ready photos, as values to train on."""

from functools import partial
from typing import Final

from PIL import Image

from catalog.embedding.description import describe
from catalog.indexing.photo_files import UnusablePhoto, load_picture
from catalog.models import Photo, WorkState
from lab.training.data.picture_store import UnreadablePicture
from lab.training.datasets.catalog_products import CatalogPhoto

DECODED_SIZE: Final = 320
"""Photos are decoded as for an encoder of this size in pixels, then shrunk to STORED_SIZE."""

PRODUCT_FIELDS: Final = ("external_id", "title", "description", "brand", "attributes")


def catalog_photos() -> tuple[CatalogPhoto, ...]:
    """Return the ready photos of all merchants, even of products that are not on sale."""
    photos = (
        Photo.objects.filter(state=WorkState.READY)
        .select_related("product")
        .only("file", "sha256", *(f"product__{name}" for name in PRODUCT_FIELDS))
        .order_by("product_id", "position", "id")
    )
    return tuple(_catalog_photo(photo) for photo in photos.iterator())


def _catalog_photo(photo: Photo) -> CatalogPhoto:
    product = photo.product
    return CatalogPhoto(
        product=product.pk,
        external_id=product.external_id,
        title=product.title,
        indexed_text=describe(product),
        content=photo.sha256 or str(photo.file.name),
        read=partial(_read, photo),
    )


def _read(photo: Photo) -> Image.Image:
    try:
        return load_picture(photo, image_size=DECODED_SIZE)
    except (UnusablePhoto, OSError) as error:
        raise UnreadablePicture(f"photo {photo.pk}: {error}") from error
