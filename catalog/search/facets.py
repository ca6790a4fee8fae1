"""Turns the facet counts of the statement into facets with labels."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from catalog.models import Availability, Category, Merchant
from catalog.models.brand import brand_keys
from catalog.models.category import with_parents
from catalog.search.execution import FacetRow
from catalog.search.query import Filters
from catalog.search.results import Facet, FacetValue

FIXED = ("category", "brand", "availability", "merchant")
# A longer list does not help a shopper. Selected values are always listed.
MAX_LISTED_VALUES = 40

Counts = dict[str, Counter[str]]


def read_facets(rows: Sequence[FacetRow], filters: Filters) -> tuple[Facet, ...]:
    """Return the fixed facets, then those of attributes, the most frequent first."""
    counts = _counts(rows)
    lower_bounds = {row.key for row in rows if row.has_more}
    spellings = {row.value: row.spelling for row in rows if row.spelling}
    attributes = sorted(counts.keys() - set(FIXED), key=lambda key: (-counts[key].total(), key))
    keys = [key for key in FIXED if key in counts] + attributes
    facets = (_facet(key, counts[key], _selected(key, filters), spellings) for key in keys)
    return tuple(
        replace(facet, counts_are_lower_bounds=facet.key in lower_bounds) for facet in facets
    )


def _counts(rows: Iterable[FacetRow]) -> Counts:
    counts: Counts = defaultdict(Counter)
    for row in rows:
        # A product in clothing/tops counts in clothing too.
        for counted in with_parents(row.value) if row.key == "category" else (row.value,):
            counts[row.key][counted] += row.results
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
    key: str, counts: Counter[str], selected: Mapping[str, str], spellings: Mapping[str, str]
) -> Facet:
    listed = [value for value, _ in counts.most_common(MAX_LISTED_VALUES)]
    listed += [value for value in selected if value not in listed]
    labels = spellings if key == "brand" else _labels(key, listed)
    filter_values = {**(spellings if key == "brand" else {}), **selected}
    values = [
        FacetValue(
            value=filter_values.get(value, value),
            label=labels.get(value) or filter_values.get(value, value),
            count=counts[value],
            selected=value in selected,
        )
        for value in (sorted(listed) if key == "category" else listed)
    ]
    name = key.removeprefix("attributes.").replace("_", " ").capitalize()
    return Facet(key=key, label=name, values=tuple(values))


def _labels(key: str, values: list[str]) -> dict[str, str]:
    match key:
        case "availability":
            return {str(value): str(label) for value, label in Availability.choices}
        case "merchant":
            return dict(Merchant.objects.filter(slug__in=values).values_list("slug", "name"))
        case "category":
            return dict(Category.objects.filter(path__in=values).values_list("path", "name"))
        case _:
            return {}
