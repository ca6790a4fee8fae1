"""The boosts of merchandising rules as one expression over a product `d`.

Its text depends on the subjects that are boosted, but hardly on how many there are of each: their
values are bound as maps. A fact that a product lacks, or that cannot be read, adds nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from catalog.models import Availability, BoostSubject
from catalog.search.rules.rule import Boost
from catalog.search.sql.prices import INSTANT
from catalog.search.sql.values import Values

_DAY: Final = 86_400
# "35", "0.35", "12,5 %". The limit on digits keeps it a number that Postgres can hold.
_NUMBER: Final = "^ *[+-]?[0-9]{1,15}([.,][0-9]{1,15})? *%%? *$"


def boost(boosts: Sequence[Boost], prefix: str) -> str:
    """The sum of the boosts of a product, by the values that `boost_values` binds."""
    return "\n               + ".join(_terms(_by_subject(boosts), prefix)) or "0"


def boost_values(boosts: Sequence[Boost], prefix: str) -> Values:
    subjects = _by_subject(boosts)
    values: Values = {}
    for subject, name in _MAPS.items():
        if found := subjects.get(subject):
            values[f"{prefix}_{name}"] = _map(found)
    if found := subjects.get(BoostSubject.IN_STOCK):
        values[f"{prefix}_in_stock"] = sum(each.deviations for each in found)
    for number, (name, found) in enumerate(_by_attribute(subjects)):
        values[f"{prefix}_attribute_{number}"] = name
        values[f"{prefix}_attribute_{number}_values"] = _map(found)
    for number, each in enumerate(subjects.get(BoostSubject.TAG, ())):
        values[f"{prefix}_tag_{number}"] = list(dict.fromkeys((each.value, each.value.lower())))
        values[f"{prefix}_tag_{number}_boost"] = each.deviations
    for number, each in enumerate(subjects.get(BoostSubject.NEWNESS, ())):
        values[f"{prefix}_new_{number}"] = each.deviations
        values[f"{prefix}_new_{number}_seconds"] = float(each.days * _DAY)
    for number, each in enumerate(subjects.get(BoostSubject.NUMBER, ())):
        values |= _number_values(each, f"{prefix}_number_{number}")
    return values


_MAPS: Final = {
    BoostSubject.PRODUCT: "products",
    BoostSubject.CATEGORY: "categories",
    BoostSubject.BRAND: "brands",
}
_Subjects = Mapping[BoostSubject, Sequence[Boost]]


def _by_subject(boosts: Iterable[Boost]) -> _Subjects:
    subjects: dict[BoostSubject, list[Boost]] = defaultdict(list)
    for each in boosts:
        subjects[each.subject].append(each)
    return subjects


def _by_attribute(subjects: _Subjects) -> list[tuple[str, list[Boost]]]:
    names: dict[str, list[Boost]] = defaultdict(list)
    for each in subjects.get(BoostSubject.ATTRIBUTE, ()):
        names[each.name].append(each)
    return list(names.items())


def _map(boosts: Iterable[Boost]) -> str:
    """The deviations by value, as JSON. Those of one value add up."""
    sums: dict[str, float] = defaultdict(float)
    for each in boosts:
        sums[each.value] += each.deviations
    return json.dumps(sums)


def _number_values(each: Boost, name: str) -> Values:
    return {
        name: each.name,
        f"{name}_boost": each.deviations,
        f"{name}_low": each.low,
        f"{name}_span": each.high - each.low,
    }


def _terms(subjects: _Subjects, prefix: str) -> Iterator[str]:
    yield from _map_terms(subjects, prefix)
    if BoostSubject.IN_STOCK in subjects:
        in_stock = Availability.IN_STOCK
        yield f"CASE WHEN d.availability = '{in_stock}' THEN %({prefix}_in_stock)s ELSE 0 END"
    for number, _ in enumerate(subjects.get(BoostSubject.TAG, ())):
        name = f"{prefix}_tag_{number}"
        yield f"CASE WHEN d.tags ?| %({name})s::text[] THEN %({name}_boost)s ELSE 0 END"
    for number, _ in enumerate(subjects.get(BoostSubject.NEWNESS, ())):
        yield _newness(f"{prefix}_new_{number}")
    for number, _ in enumerate(subjects.get(BoostSubject.NUMBER, ())):
        yield _number(f"{prefix}_number_{number}")


def _map_terms(subjects: _Subjects, prefix: str) -> Iterator[str]:
    if BoostSubject.PRODUCT in subjects:
        yield _looked_up(f"%({prefix}_products)s::jsonb", "d.id::text")
    if BoostSubject.CATEGORY in subjects:
        yield _looked_up(_categories(prefix), "d.category_id::text")
    if BoostSubject.BRAND in subjects:
        yield _looked_up(f"%({prefix}_brands)s::jsonb", "d.brand_key")
    for number, _ in enumerate(_by_attribute(subjects)):
        name = f"{prefix}_attribute_{number}"
        yield _looked_up(f"%({name}_values)s::jsonb", f"lower(d.attributes ->> %({name})s)")


def _looked_up(values: str, key: str) -> str:
    return f"coalesce(({values} ->> {key})::float8, 0)"


def _categories(prefix: str) -> str:
    """The deviations by the id of each category, which has those of all above it too. One scan for
    the whole statement, by the index on paths.
    """
    return f"""(SELECT jsonb_object_agg(id, deviations) FROM (
                   SELECT g.id, sum(by_path.value::float8) AS deviations
                   FROM jsonb_each_text(%({prefix}_categories)s::jsonb) by_path
                   JOIN catalog_category g ON g.path = by_path.key
                     OR g.path ~>=~ (by_path.key || '/') AND g.path ~<~ (by_path.key || '0')
                   GROUP BY g.id) within)"""


def _newness(name: str) -> str:
    """boost · (1 - age / days) for a product younger than that many days: all of it at the instant
    it is created, half of it at half the age, and then nothing.
    """
    # extract() gives a numeric, which is slower.
    age = f"date_part('epoch', {INSTANT} - d.created_at)"
    return f"%({name})s * least(1, greatest(0, 1 - {age} / %({name}_seconds)s))"


def number_of(text: str) -> str:
    """The number that a text is; NULL for any other text."""
    return f"""CASE WHEN {text} ~ '{_NUMBER}'
                      THEN replace(rtrim({text}, ' %%'), ',', '.')::float8 END"""


def _number(name: str) -> str:
    """boost · (number - low) / (high - low), within 0 and the boost. The merchant sets both ends,
    or the form takes them from the products, so one odd number changes nothing for the others.
    A comma is a decimal mark.
    """
    # greatest() passes over NULL.
    return f"""%({name}_boost)s * least(1, greatest(0, ({number_of(f"d.attributes ->> %({name})s")}
                      - %({name}_low)s) / %({name}_span)s))"""
