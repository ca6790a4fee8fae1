"""Facets as links that change the search, and chips that take a filter away."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from catalog.locales import number
from catalog.models import Availability
from catalog.money import money
from catalog.search.results import Facet, FacetValue, SearchPage
from catalog.web.facet_choice import VISIBLE_VALUES, choose_facets
from catalog.web.parameters import read_price
from catalog.web.search_url import ATTRIBUTE, SearchUrl

FILTERS = (
    "category",
    "brand",
    "availability",
    "merchant",
    "price_min",
    "price_max",
    "currency",
    "exclude",
)
PRICES = {"price_min": gettext_noop("from {price}"), "price_max": gettext_noop("up to {price}")}


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLink:
    label: str
    count: str
    selected: bool
    depth: int  # in the category tree; 0 in other facets
    url: SearchUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLinks:
    label: str
    first: tuple[FacetLink, ...]
    rest: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetPanel:
    open: tuple[FacetLinks, ...]
    folded: tuple[FacetLinks, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    label: str
    url: SearchUrl  # the search without this filter
    name: str = ""  # its parameter; "" if it was read from the words


def facet_panel(page: SearchPage, *, url: SearchUrl) -> FacetPanel:
    chosen = choose_facets(page.facets, total=page.total)
    return FacetPanel(
        open=tuple(_links(facet, url=url) for facet in chosen.open),
        folded=tuple(_links(facet, url=url) for facet in chosen.folded),
    )


def _links(facet: Facet, *, url: SearchUrl) -> FacetLinks:
    plus = "+" if facet.counts_are_lower_bounds else ""
    name = _parameter(facet.key)
    is_tree = facet.key == "category"
    links = tuple(
        FacetLink(
            label=value.label,
            count=f"{number(value.count)}{plus}",
            selected=value.selected,
            depth=value.value.count("/") if is_tree else 0,
            url=_toggled(url, name, value),
        )
        for value in (_opened(facet.values) if is_tree else facet.values)
    )
    visible = len(links) if is_tree else VISIBLE_VALUES
    return FacetLinks(label=facet.label, first=links[:visible], rest=links[visible:])


def _opened(tree: Iterable[FacetValue]) -> list[FacetValue]:
    """Return the top categories, and the children of the selected category and of its parents."""
    tree = list(tree)
    chosen = next((f"{value.value}/" for value in tree if value.selected), "")
    return [value for value in tree if chosen.startswith(_parent(value.value))]


def _parent(path: str) -> str:
    """Return the parent category's path with a trailing slash; "" for a top category."""
    return path[: path.rfind("/") + 1]


def _toggled(url: SearchUrl, name: str, value: FacetValue) -> SearchUrl:
    change = url.without if value.selected else url.adding
    return change(name, value.value)


def _parameter(facet_key: str) -> str:
    return facet_key.replace("attributes.", ATTRIBUTE, 1)


def chips(url: SearchUrl, *, facets: Iterable[Facet], currency: str = "") -> tuple[Chip, ...]:
    """Return a chip for each filter. `currency` is that in which prices are compared."""
    labels = {(_parameter(f.key), v.value): v.label for f in facets for v in f.values}
    return tuple(
        Chip(
            label=labels.get((name, value)) or _label(name, value, currency),
            url=url.without(name, value),
            name=name,
        )
        for name, value in url.pairs
        if name in FILTERS or name.startswith(ATTRIBUTE)
    )


def _label(name: str, value: str, currency: str) -> str:
    """Return the label of a value that no facet lists, such as when no product matches."""
    if name == "availability" and value in Availability.values:
        return Availability(value).shown
    if name in PRICES:
        amount = money(read_price(value, name=name), currency) if currency else value
        return gettext(PRICES[name]).format(price=amount)
    if name == "currency":
        return gettext("prices in {currency}").format(currency=value.upper())
    if name == "exclude":
        return gettext("no {feature}").format(feature=value)
    return value.rsplit("/", 1)[-1]
