"""URL parameters to a SearchQuery."""

import re
import uuid
from collections.abc import Sequence
from decimal import Decimal

from catalog.models import Availability
from catalog.pictures.picture import CropBox, InvalidCrop
from catalog.search.query import (
    MAX_ATTRIBUTES,
    MAX_EXCLUDED,
    MAX_OFFSET,
    MAX_TEXT,
    MAX_VALUES,
    Filters,
    SearchQuery,
    Sort,
)
from catalog.web.search_url import BadParameter, SearchUrl

PAGE_SIZE = 24
MAX_PAGE = MAX_OFFSET // PAGE_SIZE + 1
MAX_ID = 2**63 - 1
MAX_PRICE = Decimal(10) ** 10
PRICE = re.compile(r"(?=\.?[0-9])[0-9]{0,11}(?:\.[0-9]{0,10})?")


def read_query(url: SearchUrl) -> SearchQuery:
    """All but the photo, which must be loaded by its id. Raises BadParameter."""
    if url.first("photo") and url.first("like"):
        raise BadParameter("A search takes one picture: a photo or a product, not both.")
    return SearchQuery(
        text=_text(url.first("q")),
        exclude=_few(url.every("exclude"), MAX_EXCLUDED, "exclusions"),
        image_weight=_weight(url.first("w")),
        similar_to=read_number(url.first("like"), name="like", most=MAX_ID),
        filters=_filters(url),
        sort=_sort(url.first("sort")),
        limit=PAGE_SIZE,
        offset=(read_page(url) - 1) * PAGE_SIZE,
    )


def read_photo_id(url: SearchUrl) -> uuid.UUID | None:
    try:
        return uuid.UUID(url.first("photo")) if url.first("photo") else None
    except ValueError as error:
        raise BadParameter("This is not the address of a photo; please send it again.") from error


def read_crop(url: SearchUrl) -> CropBox | None:
    """Left, top, right and bottom as fractions, with commas between."""
    if not url.first("crop"):
        return None
    try:
        left, top, right, bottom = map(float, url.first("crop").split(","))
        return CropBox(left=left, top=top, right=right, bottom=bottom)
    except InvalidCrop as error:
        raise BadParameter(str(error)) from error
    except ValueError as error:
        raise BadParameter("The crop must be four numbers from 0 to 1.") from error


def read_page(url: SearchUrl) -> int:
    page = read_number(url.first("page") or "1", name="page", most=MAX_PAGE)
    if not page:
        raise BadParameter("Pages are counted from 1.")
    return page


def _filters(url: SearchUrl) -> Filters:
    low, high = _price(url.first("price_min")), _price(url.first("price_max"))
    if low is not None and high is not None and low > high:
        raise BadParameter("The lowest price is above the highest; please swap them.")
    return Filters(
        category=url.first("category"),
        price_min=low,
        price_max=high,
        brands=_few(url.every("brand"), MAX_VALUES, "brands"),
        availability=_known(url.every("availability"), Availability.values, "availability"),
        merchants=_few(url.every("merchant"), MAX_VALUES, "shops"),
        attributes=_attributes(url),
    )


def _attributes(url: SearchUrl) -> dict[str, tuple[str, ...]]:
    attributes = url.attributes()
    _few(tuple(attributes), MAX_ATTRIBUTES, "attributes")
    return {name: _few(values, MAX_VALUES, name) for name, values in attributes.items()}


def _few(values: tuple[str, ...], most: int, name: str) -> tuple[str, ...]:
    if len(values) > most:
        raise BadParameter(f"At most {most} {name} fit into one search; remove some.")
    return values


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise BadParameter(f"Please use at most {MAX_TEXT} characters of text.")
    return value


def _sort(value: str) -> Sort:
    return Sort(*_known((value or Sort.RELEVANCE,), list(Sort), "sort order"))


def _known(values: tuple[str, ...], known: Sequence[str], name: str) -> tuple[str, ...]:
    for value in values:
        if value not in known:
            raise BadParameter(f'"{value}" is no {name}; there are {", ".join(known)}.')
    return values


def _weight(value: str) -> float | None:
    number = read_number(value, name="w", most=100)
    return None if number is None else number / 100


def read_number(value: str, *, name: str, most: int) -> int | None:
    if not value:
        return None
    # int() would also take "1_000" and digits of any script, and huge texts slowly.
    if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= most):
        raise BadParameter(f'"{name}" takes a whole number up to {most}.')
    return int(value)


def _price(value: str) -> Decimal | None:
    if not value:
        return None
    text = value.replace(",", ".")
    # Decimal() also takes exponents, of which the database has less.
    if not PRICE.fullmatch(text) or (price := Decimal(text)) > MAX_PRICE:
        raise BadParameter("A price is a number such as 20 or 19.90.")
    return price
