"""The checks that every search from a client passes, whether from the page or from the API.

Page and API each translate their request into a SearchQuery and a PhotoInput, and `checked_query`
does the rest.
"""

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext

from catalog.models import Availability
from catalog.pictures.picture import QUEUE_TIMEOUT, CropBox, InvalidCrop, Picture, decode_picture
from catalog.search.photos import load_query_photo
from catalog.search.query import (
    MAX_ATTRIBUTES,
    MAX_EXCLUDED,
    MAX_ID,
    MAX_LIMIT,
    MAX_OFFSET,
    MAX_PRICE,
    MAX_TEXT,
    MAX_VALUES,
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
    """The photo of a search as a client sent it: a file or the id of a stored photo, and a crop."""

    file: bytes | None = None
    photo_id: uuid.UUID | None = None
    crop: CropBox | None = None

    @property
    def stored_id(self) -> uuid.UUID | None:
        """The id under which this picture is stored already; None for a crop or a new file."""
        return None if self.crop else self.photo_id


def checked_query(query: SearchQuery, photo: PhotoInput, *, strict: bool) -> SearchQuery:
    """Check a client's query, and return it with its photo decoded and cropped.

    `strict` also refuses a crop without a photo. The API is strict; the page is not, because a URL
    that has lost its photo should still show products.
    Raises InvalidQuery, QueryPhotoGone, PictureError and DecodingBusy.
    """
    _check(query, photo, strict=strict)
    if photo.photo_id is not None and photo.crop is None:
        stored = load_query_photo(photo.photo_id)
        return replace(query, photo=stored.picture, photo_vector=stored.vector)
    picture = _load_picture(photo)
    if picture is None or photo.crop is None:
        return replace(query, photo=picture)
    try:
        return replace(query, photo=picture.crop(photo.crop))
    except InvalidCrop as error:
        raise InvalidQuery("crop", code="invalid_crop", message=str(error)) from error


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


def _load_picture(photo: PhotoInput) -> Picture | None:
    if photo.file is not None:
        return decode_picture(photo.file, timeout=QUEUE_TIMEOUT)
    return None if photo.photo_id is None else load_query_photo(photo.photo_id).picture


def _check(query: SearchQuery, photo: PhotoInput, *, strict: bool) -> None:
    _check_images(query, photo, strict=strict)
    _check_text("text", query.text)
    _check_count("exclude", query.exclude, MAX_EXCLUDED, gettext("exclusions"))
    for phrase in query.exclude:
        _check_text("exclude", phrase)
    _check_range("image_weight", query.image_weight, 0, 1)
    _check_range("similar_to", query.similar_to, 0, MAX_ID)
    _check_range("limit", query.limit, 1, MAX_LIMIT)
    _check_range("offset", query.offset, 0, MAX_OFFSET)
    _check_filters(query.filters)


def _check_images(query: SearchQuery, photo: PhotoInput, *, strict: bool) -> None:
    has_photo = photo.file is not None or photo.photo_id is not None
    given = {
        "photo": photo.file is not None,
        "photo_id": photo.photo_id is not None,
        "similar_to": query.similar_to is not None,
    }
    check_one_image([name for name, is_given in given.items() if is_given])
    if strict and photo.crop and not has_photo:
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


def _check_count(field: str, values: Collection[str], limit: int, label: str) -> None:
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
