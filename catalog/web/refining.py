"""Facets as links that change the search, and chips that take a filter away."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.models import Availability
from catalog.search.results import Facet, FacetValue, SearchPage
from catalog.web.search_url import ATTRIBUTE, SearchUrl

ALWAYS_SHOWN = 8
FILTERS = ("category", "brand", "availability", "merchant")


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLink:
    label: str
    count: str
    selected: bool
    url: SearchUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLinks:
    label: str
    first: tuple[FacetLink, ...]
    rest: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    label: str
    url: SearchUrl  # the search without it


def facet_links(page: SearchPage, *, url: SearchUrl) -> tuple[FacetLinks, ...]:
    return tuple(
        _links(facet, url=url, more="+" if page.total_is_lower_bound else "")
        for facet in page.facets
        if facet.values
    )


def _links(facet: Facet, *, url: SearchUrl, more: str) -> FacetLinks:
    name = _parameter(facet.key)
    links = tuple(
        FacetLink(
            label=value.label,
            count=f"{value.count:,}{more}",
            selected=value.selected,
            url=_toggled(url, name, value),
        )
        for value in facet.values
    )
    return FacetLinks(label=facet.label, first=links[:ALWAYS_SHOWN], rest=links[ALWAYS_SHOWN:])


def _toggled(url: SearchUrl, name: str, value: FacetValue) -> SearchUrl:
    change = url.without if value.selected else url.adding
    return change(name, value.value)


def _parameter(facet_key: str) -> str:
    return facet_key.replace("attributes.", ATTRIBUTE, 1)


def chips(url: SearchUrl, *, facets: Iterable[Facet]) -> tuple[Chip, ...]:
    known = {(_parameter(f.key), v.value): v.label for f in facets for v in f.values}
    return tuple(
        Chip(label=known.get((name, value)) or _label(name, value), url=url.without(name, value))
        for name, value in url.pairs
        if _is_filter(name)
    )


def _is_filter(name: str) -> bool:
    return name in FILTERS or name.startswith((ATTRIBUTE, "price_")) or name == "exclude"


def _label(name: str, value: str) -> str:
    """For a value that the facets do not hold, as when nothing was found."""
    if name == "availability" and value in Availability.values:
        return str(Availability(value).label)
    words = {"price_min": f"from {value}", "price_max": f"up to {value}", "exclude": f"no {value}"}
    return words.get(name) or value.rsplit("/", 1)[-1]
