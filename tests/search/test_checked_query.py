"""The checks that searches from the page and from the API share."""

import uuid
from decimal import Decimal

import pytest

from catalog.search.checked_query import (
    InvalidQuery,
    PhotoInput,
    check_one_image,
    checked_query,
    crop_box,
)
from catalog.search.query import Filters, SearchQuery

NO_PHOTO = PhotoInput()
CROP = crop_box(left=0, top=0, right=0.5, bottom=1)


def refused(
    query: SearchQuery, photo: PhotoInput = NO_PHOTO, *, strict: bool = True
) -> tuple[tuple[str, ...], str]:
    """Return the fields and the code of the refusal."""
    with pytest.raises(InvalidQuery) as refusal:
        checked_query(query, photo, strict=strict)
    return refusal.value.fields, refusal.value.code


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        (SearchQuery(text="x" * 501), "text", "too_long"),
        (SearchQuery(exclude=("x" * 501,)), "exclude", "too_long"),
        (SearchQuery(exclude=("x",) * 11), "exclude", "too_many"),
        (SearchQuery(image_weight=1.01), "image_weight", "out_of_range"),
        (SearchQuery(image_weight=float("nan")), "image_weight", "out_of_range"),
        (SearchQuery(similar_to=2**63), "similar_to", "out_of_range"),
        (SearchQuery(unlike=(1,) * 6), "unlike", "too_many"),
        (SearchQuery(unlike=(2**63,)), "unlike", "out_of_range"),
        (SearchQuery(limit=101), "limit", "out_of_range"),
        (SearchQuery(offset=1_001), "offset", "out_of_range"),
    ],
)
def test_a_value_beyond_its_limit_is_refused_by_field(
    query: SearchQuery, field: str, code: str
) -> None:
    assert refused(query) == ((field,), code)


@pytest.mark.parametrize(
    ("filters", "field", "code"),
    [
        (Filters(brands=("x",) * 21), "filters.brand", "too_many"),
        (Filters(merchants=("x",) * 21), "filters.merchant", "too_many"),
        (
            Filters(attributes={f"a{n}": ("x",) for n in range(11)}),
            "filters.attributes",
            "too_many",
        ),
        (Filters(attributes={"color": ("x",) * 21}), "filters.attributes.color", "too_many"),
        (Filters(availability=("sold",)), "filters.availability", "unknown_value"),
        (Filters(price_min=Decimal(-1)), "filters.price_min", "out_of_range"),
        (Filters(price_max=Decimal(10) ** 10), "filters.price_max", "out_of_range"),
        (
            Filters(price_min=Decimal(2), price_max=Decimal(1)),
            "filters.price_min",
            "low_above_high",
        ),
    ],
)
def test_a_filter_that_no_search_can_have_is_refused_by_field(
    filters: Filters, field: str, code: str
) -> None:
    assert refused(SearchQuery(filters=filters)) == ((field,), code)


def test_a_photo_and_a_product_to_resemble_exclude_each_other() -> None:
    photo = PhotoInput(photo_id=uuid.uuid4())
    fields, code = refused(SearchQuery(similar_to=1), photo)
    assert (fields, code) == (("photo_id", "similar_to"), "several_images")


def test_a_search_takes_three_photos() -> None:
    photos = [PhotoInput(photo_id=uuid.uuid4()) for _ in range(4)]
    with pytest.raises(InvalidQuery) as refusal:
        checked_query(SearchQuery(), *photos, strict=False)
    assert (refusal.value.fields, refusal.value.code) == (("photo",), "too_many")


def test_two_images_in_one_field_are_refused() -> None:
    with pytest.raises(InvalidQuery):
        check_one_image(["photo", "photo"])


def test_a_crop_without_a_photo_is_refused_only_strictly() -> None:
    checked_query(SearchQuery(), PhotoInput(crop=CROP), strict=False)
    assert refused(SearchQuery(), PhotoInput(crop=CROP)) == (("crop",), "no_photo")
