"""Whether the address of results becomes a new entry of the browser's history."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.web.chosen_photo import PHOTO, SEPARATOR
from catalog.web.search_url import SearchUrl

PUSH: Final = "HX-Push-Url"
REPLACE: Final = "HX-Replace-Url"
# Controls that are adjusted in many small steps, besides the parts of photos.
_ADJUSTED: Final = ("w", "price_min", "price_max")

Values = Mapping[str, tuple[str, ...]]


def history_header(request: HttpRequest, url: SearchUrl) -> str:
    """Return the header that puts the address of the results into the history.

    Each step of one control replaces the address of the step before, so that Back leads to the
    search before the first of them. This needs no memory: the browser says which page it is on.
    """
    try:
        address = urlsplit(request.headers.get("HX-Current-URL", ""))
        before = SearchUrl.parse(QueryDict(address.query))
    except (ValueError, TooManyFieldsSent):  # not an address of ours
        return PUSH
    is_results = address.path == reverse("web:search")
    return REPLACE if is_results and _adjusts(before.values(), url.values()) else PUSH


def _adjusts(before: Values, after: Values) -> bool:
    """Whether two searches differ only in values of controls that had a value before."""
    if before.keys() != after.keys():
        return False
    changed = [name for name in before if before[name] != after[name]]
    return all(name in _ADJUSTED or _moves_parts(name, before, after) for name in changed)


def _moves_parts(name: str, before: Values, after: Values) -> bool:
    """Whether the same photos have other parts, and none lost its part or got its first."""
    if name != PHOTO or len(before[name]) != len(after[name]):
        return False
    pairs = (
        (old.partition(SEPARATOR), new.partition(SEPARATOR))
        for old, new in zip(before[name], after[name], strict=True)
        if old != new
    )
    return all(old[0] == new[0] and old[2] and new[2] for old, new in pairs)
