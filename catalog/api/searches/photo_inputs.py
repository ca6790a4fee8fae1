"""The photos that a request searches by: fetched, stored and cut to the part that is meant."""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from catalog.files.storage_error import StorageError
from catalog.pictures.picture import QUEUE_TIMEOUT, CropBox, decode_picture
from catalog.search.checked_query import InvalidQuery, PhotoInput, check_one_image, crop_box
from catalog.search.photos import QueryPhotoGone, find_query_photo, store_query_photo
from catalog.search.query import ProductPhoto
from catalog.search.regions.stored import regions_of_photo

logger = logging.getLogger(__name__)

SINGLE: Final = ("photo", "photo_base64", "photo_id", "photo_url", "similar_to")
PARTS: Final = ("crop", "region")
SOURCES: Final = ("photo_id", "photo_base64", "photo_url", "product_id")

Values = Mapping[str, Any]  # validated data of a serializer
# Returns the bytes at a web address.
Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Examples:
    photos: tuple[PhotoInput, ...]
    products: tuple[ProductPhoto, ...]


def check_examples(values: Values) -> None:
    """Raise InvalidQuery if a search names its photos and products in two ways, or in none.

    `values` are those of SearchSerializer or SearchFormSerializer.
    """
    single = [name for name in SINGLE if name in values]
    if "photos" in values:
        check_one_image(["photos", *single, *(name for name in PARTS if name in values)])
        for number, each in enumerate(values["photos"]):
            _check_source(f"photos.{number}", each)
        return
    check_one_image(single)
    if "region" in values and single in ([], ["similar_to"]):
        raise InvalidQuery("region", code="no_photo", message="There is no photo with regions.")


def examples_of(values: Values, fetch: Fetch) -> Examples:
    """Return the photos and products that a search is to resemble. New photos are stored.

    `values` have passed `check_examples`. Raises InvalidQuery, PictureError, DecodingBusy,
    UnusableLink and LinkedPhotosBusy.
    """
    if "photos" in values:
        return _of_list(values["photos"], fetch)
    if any(name in values for name in SINGLE if name != "similar_to"):
        return Examples((_photo(values, "", fetch),), ())
    # A crop of no photo, which checked_query refuses.
    return Examples((PhotoInput(crop=_crop(values, "")),), ())


def _of_list(listed: Sequence[Values], fetch: Fetch) -> Examples:
    named = [(f"photos.{number}", each) for number, each in enumerate(listed)]
    return Examples(
        photos=tuple(
            _photo(each, field, fetch) for field, each in named if "product_id" not in each
        ),
        products=tuple(
            ProductPhoto(each["product_id"], each.get("weight", 1.0))
            for each in listed
            if "product_id" in each
        ),
    )


def _check_source(field: str, values: Values) -> None:
    given = [name for name in SOURCES if name in values]
    if len(given) != 1:
        message = f"Give exactly one of {', '.join(SOURCES)}."
        raise InvalidQuery(field, code="several_images" if given else "no_photo", message=message)
    parts = [f"{field}.{name}" for name in PARTS if name in values]
    if "product_id" in values and parts:
        message = "Only a part of a shopper's photo can be searched by."
        raise InvalidQuery(*parts, code="no_photo", message=message)


def _photo(values: Values, field: str, fetch: Fetch) -> PhotoInput:
    crop = _crop(values, field)
    file = _file(values, fetch)
    photo = PhotoInput(
        file=file,
        photo_id=values.get("photo_id"),
        crop=crop,
        weight=values.get("weight", 1.0),
        field=field,
    )
    stored = photo if file is None else _stored(photo, file, must="region" in values)
    if "region" not in values:
        return stored
    return replace(stored, crop=_region(stored, values["region"]))


def _file(values: Values, fetch: Fetch) -> bytes | None:
    if "photo" in values:
        return bytes(values["photo"].read())
    if "photo_url" in values:
        return fetch(values["photo_url"])
    return values.get("photo_base64")


def _stored(photo: PhotoInput, file: bytes, *, must: bool) -> PhotoInput:
    """Store a new photo, so that this page and all others are searched by equal pixels.

    If there is no room, the photo is still searched by, once. With `must`, raises StorageError.
    """
    picture = decode_picture(file, timeout=QUEUE_TIMEOUT)
    try:
        stored = store_query_photo(picture)
    except StorageError as error:
        if must:
            raise
        logger.warning("A shopper's photo is not stored: %s", error)
        return photo
    return replace(photo, file=None, photo_id=stored.pk)


def _crop(values: Values, field: str) -> CropBox | None:
    if "crop" not in values:
        return None
    if "region" in values:
        message = "Give either a crop or a region."
        names = (_path(field, name) for name in PARTS)
        raise InvalidQuery(*names, code="two_parts", message=message)
    x, y, width, height = (values["crop"][name] for name in ("x", "y", "width", "height"))
    try:
        # Rounded: the fractions that a client computes may add up to a little more than 1.
        return crop_box(left=x, top=y, right=round(x + width, 9), bottom=round(y + height, 9))
    except InvalidQuery as error:
        raise InvalidQuery(_path(field, "crop"), code=error.code, message=str(error)) from error


def _region(photo: PhotoInput, number: int) -> CropBox:
    assert photo.photo_id is not None  # noqa: S101 (it is stored)
    try:
        regions = regions_of_photo(photo.photo_id)
    except QueryPhotoGone as error:
        raise gone(photo, error) from error
    if number >= len(regions):
        message = f"This photo has {len(regions)} regions, numbered from 0."
        field = _path(photo.field, "region")
        raise InvalidQuery(field, code="out_of_range", message=message)
    return regions[number]


def gone(photo: PhotoInput, error: Exception) -> InvalidQuery:
    return InvalidQuery(_path(photo.field, "photo_id"), code="gone", message=str(error))


def gone_photo(photos: Sequence[PhotoInput], error: Exception) -> InvalidQuery:
    """Return the refusal of the first photo that is not stored any more."""
    return gone(next(_missing(photos), photos[0]), error)


def _missing(photos: Sequence[PhotoInput]) -> Iterator[PhotoInput]:
    for photo in photos:
        if photo.photo_id is not None and not _is_stored(photo.photo_id):
            yield photo


def _is_stored(photo_id: uuid.UUID) -> bool:
    try:
        find_query_photo(photo_id)
    except QueryPhotoGone:
        return False
    return True


def _path(field: str, name: str) -> str:
    return ".".join(filter(None, [field, name]))
