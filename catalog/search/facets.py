"""Turns the facet counts of the statement into facets with labels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

from catalog.language.attribute_names import attribute_name
from catalog.language.attribute_values import attribute_value
from catalog.models import Availability, Category, Merchant
from catalog.models.brand import brand_keys
from catalog.models.category import with_parents
from catalog.search.execution import FacetRow
from catalog.search.query import Filters
from catalog.search.results import Facet, FacetValue

FIXED = {
    "category": gettext_noop("Category"),
    "brand": gettext_noop("Brand"),
    "availability": gettext_noop("Availability"),
    "merchant": gettext_noop("Merchant"),
}
# A longer list does not help a shopper. Selected values are always listed.
MAX_LISTED_VALUES = 40


@dataclass(slots=True)
class _Count:
    """How many results have a value."""

    results: int = 0  # of those in the total
    listed: int = 0  # of all that the pages list

    def add(self, row: FacetRow) -> None:
        self.results += row.results
        self.listed += row.listed


Counts = dict[str, dict[str, _Count]]


def read_facets(rows: Sequence[FacetRow], filters: Filters) -> tuple[Facet, ...]:
    """Return the fixed facets, then those of attributes, the most frequent first.

    In each facet, values of the total come before those that only the rest of the list has.
    """
    counts = _counts(rows)
    cuts = _cuts(rows)
    spellings = {row.value: row.spelling for row in rows if row.spelling}
    attributes = sorted(counts.keys() - set(FIXED), key=lambda key: (-_listed(counts[key]), key))
    keys = [key for key in FIXED if key in counts] + attributes
    return tuple(
        _facet(key, counts[key], cuts[key], _selected(key, filters), spellings) for key in keys
    )


class _Cut(NamedTuple):
    """Whether products that were not ranked may change the counts of a facet."""

    matches: bool
    list: bool


def _cuts(rows: Iterable[FacetRow]) -> dict[str, _Cut]:
    cuts: dict[str, _Cut] = defaultdict(lambda: _Cut(matches=False, list=False))
    for row in rows:
        before = cuts[row.key]
        cuts[row.key] = _Cut(before.matches or row.has_more, before.list or row.is_cut)
    return cuts


def _listed(counts: Mapping[str, _Count]) -> int:
    return sum(count.listed for count in counts.values())


def _counts(rows: Iterable[FacetRow]) -> Counts:
    counts: Counts = defaultdict(lambda: defaultdict(_Count))
    for row in rows:
        # A product in clothing/tops counts in clothing too.
        for counted in with_parents(row.value) if row.key == "category" else (row.value,):
            counts[row.key][counted].add(row)
    return counts


def _selected(key: str, filters: Filters) -> dict[str, str]:
    """Return the selection: each value as it is counted, and as the filters have it."""
    match key:
        case "category":
            selected: Sequence[str] = (filters.category,) if filters.category else ()
        case "brand":
            return _by_key(filters.brands)
        case "availability":
            selected = filters.availability
        case "merchant":
            selected = filters.merchants
        case _:
            selected = filters.attributes.get(key.removeprefix("attributes."), ())
    return {value: value for value in selected}


def _by_key(brands: Sequence[str]) -> dict[str, str]:
    """Return the brands by key. Of several spellings of one brand, the first one stands for it."""
    keys = brand_keys(brands) if brands else {}
    return {keys[brand]: brand for brand in reversed(brands)}


def _facet(
    key: str,
    counts: Mapping[str, _Count],
    cut: _Cut,
    selected: Mapping[str, str],
    spellings: Mapping[str, str],
) -> Facet:
    listed = sorted(counts, key=lambda value: (-counts[value].results, -counts[value].listed))
    listed = listed[:MAX_LISTED_VALUES]
    listed += [value for value in selected if value not in listed]
    labels = spellings if key == "brand" else _labels(key, listed)
    filter_values = {**(spellings if key == "brand" else {}), **selected}
    values = [
        _value(
            counts.get(value, _Count()),
            cut,
            value=filter_values.get(value, value),
            label=labels.get(value) or filter_values.get(value, value),
            selected=value in selected,
        )
        for value in (sorted(listed) if key == "category" else listed)
    ]
    return Facet(key=key, label=_name(key), values=tuple(values))


def _name(key: str) -> str:
    return gettext(FIXED[key]) if key in FIXED else attribute_name(key.removeprefix("attributes."))


def _value(count: _Count, cut: _Cut, *, value: str, label: str, selected: bool) -> FacetValue:
    """A value that no product of the total has leads to a search where nothing matches: its total
    is all that is listed.
    """
    is_similar = bool(count.listed and not count.results)
    return FacetValue(
        value=value,
        label=label,
        count=count.listed if is_similar else count.results,
        selected=selected,
        listed=count.listed,
        is_similar=is_similar,
        count_is_lower_bound=cut.list if is_similar else cut.matches,
    )


def _labels(key: str, values: list[str]) -> dict[str, str]:
    match key:
        case "availability":
            return {str(value): value.shown for value in Availability}
        case "merchant":
            return dict(Merchant.objects.filter(slug__in=values).values_list("slug", "name"))
        case "category":
            return dict(Category.objects.filter(path__in=values).values_list("path", "name"))
        case _:
            return {value: attribute_value(value) for value in values}
