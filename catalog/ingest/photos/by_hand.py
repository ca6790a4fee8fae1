"""Photos that a merchant sends as files, one by one, instead of in a feed."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from catalog.files.renditions import delete_photo_on_commit
from catalog.ingest.feed_row import MAX_PHOTOS
from catalog.ingest.photos.storage import StoredPhoto, store_picture
from catalog.models import Photo, Product, Revalidation
from catalog.pictures.picture import Picture


class TooManyPhotos(Exception):
    """The product has as many photos as it may have."""


def replace_file(photo: Photo, picture: Picture) -> None:
    """Store the picture as the photo's file. The caller saves the photo.

    Raises StorageError. Nothing is changed then, and the old file stays.
    """
    stored = store_picture(picture)
    delete_photo_on_commit(photo.file.name)
    _fill(photo, stored)


def add_photo(product: Product, picture: Picture, *, alt: str, position: int | None) -> Photo:
    """Add a photo to a product, as the last one if it has no position.

    Once it is committed, the caller wakes a worker. Raises TooManyPhotos and StorageError.
    """
    stored = store_picture(picture)
    try:
        return _add(product, stored, alt, position)
    except BaseException:
        stored.discard()
        raise


@transaction.atomic
def _add(product: Product, stored: StoredPhoto, alt: str, position: int | None) -> Photo:
    # Of several requests at once, each counts the photos of those before.
    Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)
    photos = Photo.objects.filter(product=product)
    if photos.count() >= MAX_PHOTOS:
        raise TooManyPhotos
    last = photos.aggregate(last=Max("position"))["last"]
    photo = Photo(product=product, alt=alt)
    photo.position = position if position is not None else 0 if last is None else last + 1
    _fill(photo, stored)
    photo.save()
    return photo


def _fill(photo: Photo, stored: StoredPhoto) -> None:
    stored.fill(photo)
    photo.is_replaced = photo.pk is not None
    photo.attempts, photo.due_at = 0, timezone.now()
    # What is known of the address is not true of this file.
    photo.revalidation, photo.checked_at = Revalidation.NONE, None
    photo.source_sha256 = photo.etag = photo.last_modified = ""
