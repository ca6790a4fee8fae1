"""Checked requests to a SearchQuery."""

import uuid
from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ValidationError

from catalog.api.requests import DEFAULT_LIMIT
from catalog.pictures.crop import CropBox, InvalidCrop
from catalog.pictures.picture import QUEUE_TIMEOUT, Picture, decode_picture
from catalog.search.photos import QueryPhotoGone, load_query_photo
from catalog.search.query import Filters, SearchQuery, Sort


def search_query(values: Mapping[str, Any]) -> SearchQuery:
    """`values` of a SearchSerializer or SearchFormSerializer.

    Raises PictureError and DecodingBusy; ValidationError for a crop or an earlier photo that cannot
    be used.
    """
    return SearchQuery(
        photo=_photo(values),
        text=values.get("text", ""),
        exclude=tuple(values.get("exclude", ())),
        image_weight=values.get("image_weight"),
        similar_to=values.get("similar_to"),
        filters=_filters(values.get("filters", {})),
        sort=Sort(values.get("sort", Sort.RELEVANCE)),
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
    )


def stored_photo(values: Mapping[str, Any]) -> uuid.UUID | None:
    """The id of the photo asked by, where it is stored already; a part of one is not."""
    return None if "crop" in values else values.get("photo_id")


def products_query(values: Mapping[str, Any]) -> SearchQuery:
    """`values` of ProductsSerializer."""
    return SearchQuery(
        text=values.get("q", ""),
        filters=_filters(values),
        sort=Sort(values.get("sort", Sort.RELEVANCE)),
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
    )


def _filters(values: Mapping[str, Any]) -> Filters:
    return Filters(
        category=values.get("category", ""),
        price_min=values.get("price_min"),
        price_max=values.get("price_max"),
        brands=tuple(values.get("brand", ())),
        availability=tuple(values.get("availability", ())),
        merchants=tuple(values.get("merchant", ())),
        attributes={name: tuple(any_of) for name, any_of in values.get("attributes", {}).items()},
    )


def _photo(values: Mapping[str, Any]) -> Picture | None:
    picture = _whole_photo(values)
    if picture is None or "crop" not in values:
        return picture
    try:
        return picture.crop(_box(**values["crop"]))
    except InvalidCrop as error:
        raise ValidationError({"crop": [str(error)]}) from error


def _whole_photo(values: Mapping[str, Any]) -> Picture | None:
    if "photo" in values:
        return decode_picture(values["photo"].read(), timeout=QUEUE_TIMEOUT)
    if "photo_base64" in values:
        return decode_picture(values["photo_base64"], timeout=QUEUE_TIMEOUT)
    if "photo_id" in values:
        return _earlier_photo(values["photo_id"])
    return None


def _earlier_photo(photo_id: uuid.UUID) -> Picture:
    try:
        return load_query_photo(photo_id)
    except QueryPhotoGone as error:
        raise ValidationError({"photo_id": [str(error)]}) from error


def _box(*, x: float, y: float, width: float, height: float) -> CropBox:
    # Rounded: 0.7 + 0.3 must not reach outside the photo by the last bit.
    return CropBox(left=x, top=y, right=round(x + width, 9), bottom=round(y + height, 9))
