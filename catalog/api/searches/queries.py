"""Builds search queries from validated requests."""

from collections.abc import Mapping
from typing import Any

from catalog.pictures.picture import CropBox
from catalog.search.checked_query import (
    InvalidQuery,
    PhotoInput,
    check_one_image,
    checked_query,
    crop_box,
)
from catalog.search.photos import QueryPhotoGone
from catalog.search.products import ProductGone, product_on_sale
from catalog.search.query import Filters, SearchQuery, Sort

DEFAULT_LIMIT = SearchQuery().limit
IMAGE_FIELDS = ("photo", "photo_base64", "photo_id", "similar_to")


def search_query(values: Mapping[str, Any]) -> tuple[SearchQuery, PhotoInput]:
    """Return the checked query, and its photo as it was sent.

    `values` are the validated data of SearchSerializer or SearchFormSerializer.
    Raises InvalidQuery, PictureError and DecodingBusy.
    """
    check_one_image([name for name in IMAGE_FIELDS if name in values])
    photo = _photo_input(values)
    query = SearchQuery(
        text=_text(values),
        interpret=values.get("interpret", True),
        exclude=tuple(values.get("exclude", ())),
        image_weight=values.get("image_weight"),
        similar_to=values.get("similar_to"),
        filters=_filters(values.get("filters", {})),
        sort=Sort(values["sort"]) if "sort" in values else None,
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
    )
    try:
        if query.similar_to is not None:
            product_on_sale(query.similar_to)
        return checked_query(query, photo, strict=True), photo
    except ProductGone as error:
        raise InvalidQuery("similar_to", code="gone", message=str(error)) from error
    except QueryPhotoGone as error:
        raise InvalidQuery("photo_id", code="gone", message=str(error)) from error


def products_query(values: Mapping[str, Any]) -> SearchQuery:
    """Return the query for the validated data of ProductsSerializer. Raises InvalidQuery."""
    query = SearchQuery(
        text=_text(values),
        interpret=values.get("interpret", True),
        filters=_filters(values),
        sort=Sort(values["sort"]) if "sort" in values else None,
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
    )
    try:
        return checked_query(query, PhotoInput(), strict=True)
    except InvalidQuery as error:
        # In a query string, the names of filters have no prefix.
        fields = (field.removeprefix("filters.") for field in error.fields)
        raise InvalidQuery(*fields, code=error.code, message=str(error)) from error


def _text(values: Mapping[str, Any]) -> str:
    """The text as it was sent, with the spaces around it; "" if it is blank."""
    text: str = values.get("text", "")
    return text if text.strip() else ""


def _photo_input(values: Mapping[str, Any]) -> PhotoInput:
    file = values["photo"].read() if "photo" in values else values.get("photo_base64")
    crop = _crop_box(**values["crop"]) if "crop" in values else None
    return PhotoInput(file=file, photo_id=values.get("photo_id"), crop=crop)


def _crop_box(*, x: float, y: float, width: float, height: float) -> CropBox:
    # Rounded, because the fractions that a client computes may add up to a little more than 1.
    return crop_box(left=x, top=y, right=round(x + width, 9), bottom=round(y + height, 9))


def _filters(values: Mapping[str, Any]) -> Filters:
    return Filters(
        category=values.get("category", ""),
        price_min=values.get("price_min"),
        price_max=values.get("price_max"),
        currency=values.get("currency", ""),
        brands=tuple(values.get("brand", ())),
        availability=tuple(values.get("availability", ())),
        merchants=tuple(values.get("merchant", ())),
        attributes={name: tuple(any_of) for name, any_of in values.get("attributes", {}).items()},
    )
