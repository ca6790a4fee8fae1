"""A stored search with other words, filters or order: refined without sending its photo again."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from rest_framework import serializers

from catalog.api.fields import OneOrMany
from catalog.api.filters import FiltersSerializer
from catalog.api.searches.queries import checked_flat, facet_detail, filters_of, text_of
from catalog.api.searches.requests import AnswerSerializer, PageSerializer, TextSerializer
from catalog.search.query import MAX_ATTRIBUTES, Filters, SearchQuery, Sort

# The names of filters in a query string, and their fields in Filters.
FILTERS: Final[Mapping[str, str]] = {
    **{name: name for name in ("category", "price_min", "price_max", "currency", "availability")},
    "brand": "brands",
    "merchant": "merchants",
    "attributes": "attributes",
}
CLEARABLE: Final = ("filters", "exclude", "sort", *FILTERS)
ATTRIBUTE: Final = "attributes."


class RefinementSerializer(FiltersSerializer, TextSerializer, AnswerSerializer, PageSerializer):
    """What is other than in the stored search. Each parameter replaces that of the same name."""

    clear = OneOrMany(
        required=False,
        max_length=len(CLEARABLE) + MAX_ATTRIBUTES,
        item_length=len(ATTRIBUTE) + 100,
        help_text="What of the stored search to leave out: a filter by its name, one attribute as "
        "`attributes.color`, all `filters`, `exclude` or `sort`.",
    )

    def validate_clear(self, names: list[str]) -> list[str]:
        unknown = [each for each in names if each not in CLEARABLE and ATTRIBUTE not in each]
        if unknown:
            known = ", ".join((*CLEARABLE, f"{ATTRIBUTE}<name>"))
            raise serializers.ValidationError([f"Unknown name. Known are: {known}."])
        return names


def refined(query: SearchQuery, values: Mapping[str, Any]) -> SearchQuery:
    """Return a stored query with the validated data of RefinementSerializer.

    Its photos, products and `image_weight` are kept. If anything but the paging differs, it starts
    at the first result, unless an offset is given. Raises InvalidQuery.
    """
    cleared = set(values.get("clear", ()))
    other = replace(
        query,
        text=text_of(values) if "text" in values else query.text,
        interpret=values.get("interpret", query.interpret),
        exclude=() if "exclude" in cleared else query.exclude,
        filters=_filters(query.filters, values, cleared),
        sort=_sort(query.sort, values, cleared),
    )
    offset = query.offset if other == query else 0
    paged = replace(
        other,
        limit=values.get("limit", query.limit),
        offset=values.get("offset", offset),
        facets=facet_detail(values),
    )
    return replace(checked_flat(paged), photos=query.photos)


def _sort(sort: Sort | None, values: Mapping[str, Any], cleared: Collection[str]) -> Sort | None:
    if "sort" in values:
        return Sort(values["sort"])
    return None if "sort" in cleared else sort


def _filters(stored: Filters, values: Mapping[str, Any], cleared: Collection[str]) -> Filters:
    kept = Filters() if "filters" in cleared else _without(stored, cleared)
    given = filters_of(values)
    named = {FILTERS[name]: getattr(given, FILTERS[name]) for name in FILTERS if name in values}
    attributes = {**kept.attributes, **given.attributes}
    return replace(kept, **{**named, "attributes": attributes})


def _without(filters: Filters, cleared: Collection[str]) -> Filters:
    empty = Filters()
    left_out = {FILTERS[name]: getattr(empty, FILTERS[name]) for name in FILTERS if name in cleared}
    attributes = {
        name: values
        for name, values in filters.attributes.items()
        if f"{ATTRIBUTE}{name}" not in cleared
    }
    return replace(filters, **{"attributes": attributes, **left_out})
