"""The filters in use, as chips that take them away."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from catalog.models import Availability
from catalog.money import money
from catalog.search.results import Facet
from catalog.web.parameters import read_price
from catalog.web.refining import parameter_of
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
LABELS = {
    "price_min": gettext_lazy("from {}"),
    "price_max": gettext_lazy("up to {}"),
    "currency": gettext_lazy("prices in {}"),
    "exclude": gettext_lazy("no {}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    label: str
    url: SearchUrl  # the search without this filter
    name: str = ""  # its parameter; "" if it was read from the words
    value: str = ""


def chips(url: SearchUrl, *, facets: Iterable[Facet], currency: str = "") -> tuple[Chip, ...]:
    """Return a chip for each filter. `currency` is that in which prices are compared."""
    labels = {(parameter_of(f.key), v.value): v.label for f in facets for v in f.values}
    return tuple(
        Chip(
            label=labels.get((name, value)) or _label(name, value, currency),
            url=url.without(name, value),
            name=name,
            value=value,
        )
        for name, value in url.pairs
        if name in FILTERS or name.startswith(ATTRIBUTE)
    )


def _label(name: str, value: str, currency: str) -> str:
    """Return the label of a value that no facet lists, such as when no product matches."""
    if name == "availability" and value in Availability.values:
        return Availability(value).shown
    if name not in LABELS:
        return value.rsplit("/", 1)[-1]
    if name.startswith("price") and currency:
        value = money(read_price(value, name=name), currency)
    return str(LABELS[name]).format(value.upper() if name == "currency" else value)
