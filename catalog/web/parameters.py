"""Reads the parameters of a results page from its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext

from catalog.locales import number
from catalog.search.checked_query import InvalidQuery, PhotoInput, checked_query
from catalog.search.query import MAX_ID, MAX_OFFSET, Filters, SearchQuery, Sort
from catalog.web.amounts import as_typed, in_address, read_amount
from catalog.web.balance import Balance
from catalog.web.chosen_photo import PHOTO, ChosenPhoto
from catalog.web.search_url import ATTRIBUTE, PLAIN, UNLIKE, SearchUrl

PAGE_SIZE = 24
MAX_PAGE = MAX_OFFSET // PAGE_SIZE + 1
# Pages that are shown together. Their products are one search, whose ranking costs the same.
MAX_PAGES = 10
# int() also accepts digits of any script and underscores. The time it takes grows with the square
# of the digits.
WHOLE_NUMBER = re.compile(r"[0-9]{1,19}")
PRICE_BOUNDS = ("price_min", "price_max")

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParameters:
    url: SearchUrl
    query: SearchQuery  # unchecked, and without its photos
    photos: tuple[ChosenPhoto, ...]
    page: int  # the first one that is shown, from 1
    last_page: int

    def checked_query(self) -> SearchQuery:
        """Return the query of all pages that are shown."""
        photos = (PhotoInput(photo_id=each.photo_id, crop=each.crop) for each in self.photos)
        query = checked_query(self.query, *photos, strict=False)
        return replace(query, limit=(self.last_page - self.page + 1) * PAGE_SIZE)

    def last_page_only(self) -> SearchParameters:
        query = replace(self.query, offset=(self.last_page - 1) * PAGE_SIZE)
        return replace(self, query=query, page=self.last_page)


def read_parameters(url: SearchUrl) -> SearchParameters:
    """Parse the parameters of an address. Raises InvalidQuery."""
    values = url.values()
    page = _page(_first(values, "page"), name="page")
    query = SearchQuery(
        text=_first(values, "q"),
        interpret=not _first(values, PLAIN),
        exclude=values.get("exclude", ()),
        image_weight=_image_weight(_first(values, "w")),
        similar_to=read_whole_number(_first(values, "like"), name="like", highest=MAX_ID),
        unlike=tuple(_product_ids(values.get(UNLIKE, ()))),
        filters=_filters(values),
        sort=_sort(_first(values, "sort")),
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    photos = tuple(map(ChosenPhoto.read, url.every(PHOTO)))
    return SearchParameters(
        url=url, query=query, photos=photos, page=page, last_page=_last_page(values, page)
    )


def read_whole_number(text: str, *, name: str, highest: int) -> int | None:
    if not text:
        return None
    if not WHOLE_NUMBER.fullmatch(text) or int(text) > highest:
        message = gettext('"{name}" takes a whole number up to {highest}.').format(
            name=name, highest=number(highest)
        )
        raise InvalidQuery(name, code="out_of_range", message=message)
    return int(text)


def _first(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "")


def _page(text: str, *, name: str) -> int:
    page = read_whole_number(text or "1", name=name, highest=MAX_PAGE)
    if not page:
        message = gettext("Pages are counted from 1.")
        raise InvalidQuery(name, code="out_of_range", message=message)
    return page


def _last_page(values: Values, page: int) -> int:
    through = _page(_first(values, "through"), name="through")
    return min(max(through, page), page + MAX_PAGES - 1)


def _product_ids(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        product_id = read_whole_number(text, name=UNLIKE, highest=MAX_ID)
        if product_id is not None:
            yield product_id


def _image_weight(text: str) -> float | None:
    percent = read_whole_number(text, name="w", highest=100)
    return None if percent is None else Balance.nearest(percent).image_weight


def _sort(text: str) -> Sort | None:
    try:
        return Sort(text) if text else None
    except ValueError as error:
        message = gettext('Unknown sort order "{sort}". Known are: {known}.').format(
            sort=text, known=", ".join(Sort)
        )
        raise InvalidQuery("sort", code="unknown_value", message=message) from error


def _filters(values: Values) -> Filters:
    return Filters(
        category=_first(values, "category"),
        price_min=_price(values, "price_min"),
        price_max=_price(values, "price_max"),
        currency=_first(values, "currency").upper(),
        brands=values.get("brand", ()),
        availability=values.get("availability", ()),
        merchants=values.get("merchant", ()),
        attributes={
            name.removeprefix(ATTRIBUTE): attribute_values
            for name, attribute_values in values.items()
            if name.startswith(ATTRIBUTE)
        },
    )


def _price(values: Values, name: str) -> Decimal | None:
    text = _first(values, name)
    return read_price(text, name=name) if text else None


def read_price(text: str, *, name: str) -> Decimal:
    amount = read_amount(text)
    if amount is None:
        message = gettext("A price is a number such as 20 or {example}.").format(
            example=as_typed(Decimal("19.90"))
        )
        raise InvalidQuery(f"filters.{name}", code="not_a_price", message=message)
    return amount


def with_plain_prices(url: SearchUrl) -> SearchUrl:
    """Write the prices of an address as every language reads them. Raises InvalidQuery."""
    return SearchUrl(
        tuple(
            (name, in_address(read_price(text, name=name)) if name in PRICE_BOUNDS else text)
            for name, text in url.pairs
        )
    )
