"""Turns the facet counts of the statement into facets with labels."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalog.models import Availability, Category, Merchant
from catalog.search.query import Filters
from catalog.search.results import Facet, FacetValue

FIXED = ("category", "brand", "availability", "merchant")
# A longer list does not help a shopper. Selected values are always listed.
MAX_LISTED_VALUES = 40

Counts = dict[str, Counter[str]]
Row = tuple[str, str, int, bool]  # key, value, count, has_more


def read_facets(rows: Sequence[Row], filters: Filters) -> tuple[Facet, ...]:
    """Return the fixed facets, then those of attributes, the most frequent first."""
    counts = _counts(rows)
    lower_bounds = {key for key, _, _, has_more in rows if has_more}
    attributes = sorted(counts.keys() - set(FIXED), key=lambda key: (-counts[key].total(), key))
    keys = [key for key in FIXED if key in counts] + attributes
    facets = (_facet(key, counts[key], _selected(key, filters)) for key in keys)
    return tuple(
        replace(facet, counts_are_lower_bounds=facet.key in lower_bounds) for facet in facets
    )


def _counts(rows: Iterable[Row]) -> Counts:
    counts: Counts = defaultdict(Counter)
    for key, value, count, _ in rows:
        for counted in _with_parents(value) if key == "category" else (value,):
            counts[key][counted] += count
    return counts


def _with_parents(path: str) -> list[str]:
    """Return a category and its parents: a product in clothing/tops counts in clothing too."""
    steps = path.split("/")
    return ["/".join(steps[: depth + 1]) for depth in range(len(steps))]


def _selected(key: str, filters: Filters) -> tuple[str, ...]:
    match key:
        case "category":
            return (filters.category,) if filters.category else ()
        case "brand":
            return filters.brands
        case "availability":
            return filters.availability
        case "merchant":
            return filters.merchants
        case _:
            return filters.attributes.get(key.removeprefix("attributes."), ())


def _facet(key: str, counts: Counter[str], selected: tuple[str, ...]) -> Facet:
    listed = [value for value, _ in counts.most_common(MAX_LISTED_VALUES)]
    listed += [value for value in selected if value not in listed]
    labels = _labels(key, listed)
    values = [
        FacetValue(
            value=value,
            label=labels.get(value, value),
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
