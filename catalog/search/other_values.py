"""The colours, materials and patterns that other products of a product's category have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.db import connection

from catalog.models import Product
from catalog.search.sql.other_values import OTHER_VALUES

# What one may like in another product of its kind. A size does not change the look.
LOOK_ATTRIBUTES: Final = ("color", "material", "pattern")
# Products that are counted: reading them takes some milliseconds.
SAMPLE: Final = 2_000
MAX_VALUES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherValue:
    value: str
    results: int  # at least; all of them in a category within the sample


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherValues:
    name: str  # of the attribute
    values: tuple[OtherValue, ...]  # the most frequent first


def other_values(product: Product) -> tuple[OtherValues, ...]:
    """Return the other values of each attribute that the product states; none without category."""
    own = {name: product.attributes.get(name) for name in LOOK_ATTRIBUTES}
    stated = [name for name, value in own.items() if value]
    if product.category_id is None or not stated:
        return ()
    counts = _counts(product.category_id, stated)
    found = (OtherValues(name=name, values=_others(own[name], counts[name])) for name in stated)
    return tuple(each for each in found if each.values)


def _counts(category_id: int, names: list[str]) -> dict[str, list[OtherValue]]:
    counts: dict[str, list[OtherValue]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OTHER_VALUES, {"category": category_id, "names": names, "sample": SAMPLE})
        for name, value, results in cursor.fetchall():
            counts[name].append(OtherValue(value=value, results=results))
    return counts


def _others(own: object, counts: list[OtherValue]) -> tuple[OtherValue, ...]:
    stated = own if isinstance(own, list) else [own]
    mine = {str(value).casefold() for value in stated}
    return tuple(each for each in counts if each.value.casefold() not in mine)[:MAX_VALUES]
