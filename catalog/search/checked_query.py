"""The checks that every search from a client passes, whether from the page or from the API.

Page and API each translate their request into a SearchQuery and its PhotoInputs, and
`checked_query` does the rest.
"""

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext

from catalog.models import Availability
from catalog.pictures.picture import QUEUE_TIMEOUT, CropBox, InvalidCrop, decode_picture
from catalog.search.photos import as_stored, load_query_photo
from catalog.search.query import (
    MAX_ATTRIBUTES,
    MAX_EXCLUDED,
    MAX_ID,
    MAX_LIMIT,
    MAX_OFFSET,
    MAX_PHOTOS,
    MAX_PRICE,
    MAX_TEXT,
    MAX_UNLIKE,
    MAX_VALUES,
    ExamplePhoto,
    Filters,
    SearchQuery,
)

CURRENCY = re.compile(r"[A-Z]{3}")


class InvalidQuery(ValueError):
    """A client's search has a value that is not allowed. The message tells what to change.

    `fields` names the fields at fault, dotted as in the API ("filters.price_min"). `code` is the
    cause, for programs.
    """

    def __init__(self, *fields: str, code: str, message: str) -> None:
        super().__init__(message)
        self.fields = fields
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoInput:
    """A photo of a search as a client sent it: a file or the id of a stored photo, and a crop."""

    file: bytes | None = None
    photo_id: uuid.UUID | None = None
    crop: CropBox | None = None
    weight: float = 1.0
    field: str = ""  # where it stands among several, such as "photos.1"

    @property
    def is_given(self) -> bool:
        return self.file is not None or self.photo_id is not None


def checked_query(query: SearchQuery, *photos: PhotoInput, strict: bool) -> SearchQuery:
    """Check a client's query, and return it with its photos decoded and cropped.

    `strict` also refuses a photo beside a product to resemble, and a crop without a photo. The API
    is strict; the page is not, because a URL that has lost its photo should still show products.
    Raises InvalidQuery, QueryPhotoGone, PictureError and DecodingBusy.
    """
    _check(query, photos, strict=strict)
    return replace(query, photos=tuple(_example(photo) for photo in photos if photo.is_given))


def check_one_image(fields: Sequence[str]) -> None:
    """Raise InvalidQuery if a search has more than one photo or product to resemble.

    `fields` has the field of each one that was sent, twice if it was sent twice.
    """
    if len(fields) > 1:
        message = gettext("A search takes either one photo or one product to resemble.")
        raise InvalidQuery(*fields, code="several_images", message=message)


def crop_box(*, left: float, top: float, right: float, bottom: float) -> CropBox:
    """Return the crop box. Raises InvalidQuery if it is empty or reaches outside the photo."""
    try:
        return CropBox(left=left, top=top, right=right, bottom=bottom)
    except InvalidCrop as error:
        raise InvalidQuery("crop", code="invalid_crop", message=str(error)) from error


def _example(photo: PhotoInput) -> ExamplePhoto:
    try:
        return replace(_part(photo), weight=photo.weight)
    except InvalidCrop as error:
        field = ".".join(filter(None, [photo.field, "crop"]))
        raise InvalidQuery(field, code="invalid_crop", message=str(error)) from error


def _part(photo: PhotoInput) -> ExamplePhoto:
    if photo.photo_id is not None:
        return load_query_photo(photo.photo_id, photo.crop)
    whole = as_stored(decode_picture(photo.file or b"", timeout=QUEUE_TIMEOUT))
    return ExamplePhoto(whole.crop(photo.crop) if photo.crop else whole)


def _check(query: SearchQuery, photos: Sequence[PhotoInput], *, strict: bool) -> None:
    _check_images(query, photos, strict=strict)
    _check_text("text", query.text)
    _check_count("exclude", query.exclude, MAX_EXCLUDED, gettext("exclusions"))
    for phrase in query.exclude:
        _check_text("exclude", phrase)
    _check_range("image_weight", query.image_weight, 0, 1)
    _check_range("similar_to", query.similar_to, 0, MAX_ID)
    _check_count("unlike", query.unlike, MAX_UNLIKE, gettext("products to be unlike"))
    for product_id in query.unlike:
        _check_range("unlike", product_id, 0, MAX_ID)
    _check_range("limit", query.limit, 1, MAX_LIMIT)
    _check_range("offset", query.offset, 0, MAX_OFFSET)
    _check_filters(query.filters)


def _check_images(query: SearchQuery, photos: Sequence[PhotoInput], *, strict: bool) -> None:
    files = ["photo" for photo in photos if photo.file is not None]
    ids = ["photo_id" for photo in photos if photo.photo_id is not None]
    given = [*files, *ids]
    _check_count("photo", [*given, *query.product_photos], MAX_PHOTOS, gettext("photos"))
    if not strict:
        return
    if query.similar_to is not None:
        check_one_image([*given, "similar_to"])
    if any(photo.crop and not photo.is_given for photo in photos):
        raise InvalidQuery("crop", code="no_photo", message=gettext("There is no photo to crop."))


def _check_filters(filters: Filters) -> None:
    for name, values, label in (
        ("brand", filters.brands, gettext("brands")),
        ("availability", filters.availability, gettext("availabilities")),
        ("merchant", filters.merchants, gettext("shops")),
    ):
        _check_count(f"filters.{name}", values, MAX_VALUES, label)
    _check_count("filters.attributes", filters.attributes, MAX_ATTRIBUTES, gettext("attributes"))
    for name, values in filters.attributes.items():
        _check_count(
            f"filters.attributes.{name}",
            values,
            MAX_VALUES,
            gettext("values of {name}").format(name=name),
        )
    _check_availability(filters.availability)
    _check_prices(filters.price_min, filters.price_max)
    _check_currency(filters.currency)


def _check_availability(values: Sequence[str]) -> None:
    unknown = next((value for value in values if value not in Availability.values), None)
    if unknown is not None:
        message = gettext('Unknown availability "{value}". Known are: {known}.').format(
            value=unknown, known=", ".join(Availability.values)
        )
        raise InvalidQuery("filters.availability", code="unknown_value", message=message)


def _check_prices(low: Decimal | None, high: Decimal | None) -> None:
    _check_range("filters.price_min", low, 0, MAX_PRICE)
    _check_range("filters.price_max", high, 0, MAX_PRICE)
    if low is not None and high is not None and low > high:
        message = gettext("The lowest price is above the highest; please swap them.")
        raise InvalidQuery("filters.price_min", code="low_above_high", message=message)


def _check_currency(code: str) -> None:
    if code and not CURRENCY.fullmatch(code):
        message = gettext("A currency is a code of three letters, such as EUR.")
        raise InvalidQuery("filters.currency", code="not_a_currency", message=message)


def _check_text(field: str, value: str) -> None:
    if len(value) > MAX_TEXT:
        message = gettext("Please use at most {limit} characters of text.").format(limit=MAX_TEXT)
        raise InvalidQuery(field, code="too_long", message=message)


def _check_count(field: str, values: Collection[object], limit: int, label: str) -> None:
    if len(values) > limit:
        message = gettext(
            "At most {limit} {things} fit into one search; please remove some."
        ).format(limit=limit, things=label)
        raise InvalidQuery(field, code="too_many", message=message)


def _check_range(
    field: str, value: float | Decimal | None, low: float, high: float | Decimal
) -> None:
    if value is not None and not low <= value <= high:
        message = gettext('"{field}" must be from {low} to {high}.').format(
            field=field.rpartition(".")[2], low=low, high=high
        )
        raise InvalidQuery(field, code="out_of_range", message=message)
