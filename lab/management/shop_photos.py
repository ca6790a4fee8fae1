"""The shop's ready photos with their products' words, as the training takes them."""

from functools import partial

from PIL import Image

from catalog.embedding.wording import describe
from catalog.indexing.photo_files import UnusablePhoto, load_picture
from catalog.models import Photo, WorkState
from lab.training.data.picture_store import UnreadablePicture
from lab.training.datasets.catalog_products import CatalogPhoto

# Pixels that an encoder may look at. Training crops and shrinks what it is given.
SIDE = 320


def shop_photos() -> tuple[CatalogPhoto, ...]:
    """Of every merchant, also of what is not on sale now: it may teach as much."""
    ready = Photo.objects.filter(state=WorkState.READY).select_related("product")
    words = ("external_id", "title", "description", "brand", "attributes")
    read = ready.only("file", "sha256", *(f"product__{name}" for name in words))
    read = read.order_by("product_id", "position", "id")
    return tuple(_catalog_photo(photo) for photo in read.iterator())


def _catalog_photo(photo: Photo) -> CatalogPhoto:
    product = photo.product
    return CatalogPhoto(
        product=product.pk,
        external_id=product.external_id,
        title=product.title,
        wording=describe(product),
        content=photo.sha256 or str(photo.file.name),
        read=partial(_picture, photo),
    )


def _picture(photo: Photo) -> Image.Image:
    try:
        return load_picture(photo, side=SIDE)
    except (UnusablePhoto, OSError) as error:
        raise UnreadablePicture(f"photo {photo.pk}: {error}") from error
