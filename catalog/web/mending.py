"""Reads a search from its address, and leaves out what cannot be read or no longer exists.

Whoever mistypes a price or opens an old link keeps the photo, the words and the other filters, and
is told beside the control what was left out. Only an address that no page of the shop writes is
refused as a whole (search_url.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from catalog.models import Product
from catalog.search.checked_query import InvalidQuery
from catalog.search.photos import QueryPhotoGone, find_query_photo
from catalog.search.products import ProductGone, product_on_sale
from catalog.search.query import SearchQuery
from catalog.web.chosen_photo import CROP, PHOTO, ChosenPhoto, photo_id_of
from catalog.web.parameters import SearchParameters, read_parameters
from catalog.web.search_url import ATTRIBUTE, SearchUrl

Mendable = InvalidQuery | QueryPhotoGone | ProductGone
MENDABLE: Final = (InvalidQuery, QueryPhotoGone, ProductGone)
# Parameters by the fields of a query, where their names differ.
PARAMETERS: Final = {
    "text": "q",
    "photo_id": "photo",
    "similar_to": "like",
    "image_weight": "w",
    "offset": "page",
}
# The control that a parameter's problem is told beside. Others are told above the results.
PLACES: Final = {
    "price_min": "price",
    "price_max": "price",
    "currency": "price",
    "sort": "sort",
    "photo": "photo",
    "like": "photo",
    "crop": "photo",
    "w": "photo",
}
RESULTS: Final = "results"
# What a person is told of parameters that no one types.
MESSAGES: Final = {
    "sort": gettext_lazy("There is no such order, so the best matches come first."),
    "page": gettext_lazy("There is no such page of results, so this is the first one."),
    "photo": gettext_lazy("This address has no photo that we know. Please add your photo again."),
    "crop": gettext_lazy("This part of the photo cannot be used, so all of it was searched with."),
    "like": gettext_lazy("This address has no product that we know, so these are other results."),
    "w": gettext_lazy("This balance of photo and words cannot be used, so ours was."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedSearch:
    url: SearchUrl  # without what could not be read
    parameters: SearchParameters
    query: SearchQuery  # checked
    like: Product | None  # the product to resemble
    problems: Mapping[str, tuple[str, ...]]  # messages by place


def mended_search(url: SearchUrl) -> MendedSearch:
    """Read the search at an address, without what cannot be read of it.

    Every round mends one parameter, so there are no more rounds than parameters.
    Raises DecodingBusy, and InvalidQuery where the fault is in no parameter.
    """
    problems: list[Problem] = []
    while True:
        try:
            return _read(url, problems)
        except MENDABLE as error:
            mended, problem = _mended(url, error)
            if mended == url:
                raise
            url = mended
            problems.append(problem)


def _read(url: SearchUrl, problems: list[Problem]) -> MendedSearch:
    parameters = read_parameters(url)
    query = parameters.checked_query()
    like = None if query.similar_to is None else product_on_sale(query.similar_to)
    return MendedSearch(
        url=url, parameters=parameters, query=query, like=like, problems=_by_place(problems)
    )


def _by_place(problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    places = dict.fromkeys(problem.place for problem in problems)
    return {
        place: tuple(dict.fromkeys(each.message for each in problems if each.place == place))
        for place in places
    }


def _mended(url: SearchUrl, error: Mendable) -> tuple[SearchUrl, Problem]:
    match error:
        case QueryPhotoGone():
            message = gettext(
                "Your photo has expired: we delete photos after a while, to protect your privacy. "
                "These are results without it. Add it again to search with it."
            )
            return _without_gone_photos(url), Problem(place="photo", message=message)
        case ProductGone():
            message = gettext(
                "The product to resemble is no longer sold. These are results without it."
            )
            return url.without_image(), Problem(place="photo", message=message)
        case InvalidQuery(code="low_above_high"):
            message = gettext("The lowest price was above the highest, so the two are swapped.")
            return _with_prices_swapped(url), Problem(place="price", message=message)
        case InvalidQuery():
            name = _parameter(url, error)
            message = str(error if error.code == "too_many" else MESSAGES.get(name, error))
            problem = Problem(place=PLACES.get(name, RESULTS), message=message)
            return _without(url, name, error), problem


def _with_prices_swapped(url: SearchUrl) -> SearchUrl:
    low, high = url.first("price_min"), url.first("price_max")
    return url.adding("price_min", high).adding("price_max", low)


def _parameter(url: SearchUrl, error: InvalidQuery) -> str:
    """Return the parameter at fault: of two photos, the one named last."""
    field = error.fields[-1].removeprefix("filters.")
    if field == "attributes":
        return next((name for name, _ in reversed(url.pairs) if name.startswith(ATTRIBUTE)), "")
    return PARAMETERS.get(field) or field.replace("attributes.", ATTRIBUTE, 1)


def _without_gone_photos(url: SearchUrl) -> SearchUrl:
    for photo in url.every(PHOTO):
        try:
            find_query_photo(ChosenPhoto.read(photo).photo_id)
        except QueryPhotoGone:
            url = url.without_photo(photo)
    return url


def _without_parts(url: SearchUrl) -> SearchUrl:
    """Return the search by whole photos."""
    for photo in url.every(PHOTO):
        url = url.replacing(PHOTO, photo, photo_id_of(photo))
    return url


def _without(url: SearchUrl, name: str, error: InvalidQuery) -> SearchUrl:
    if name == CROP:
        return _without_parts(url)
    values = url.every(name)
    if error.code == "too_many" and len(values) > 1:
        return url.without(name, values[-1])
    # A change of anything else would return to page 1.
    return SearchUrl(tuple(pair for pair in url.pairs if pair[0] != name))
