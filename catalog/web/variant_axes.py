"""The attributes in which variants differ, each with the variant that its every value leads to.

Choosing a value keeps the other values as they are. Where no such variant exists, the one that
changes least is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.models import SIZE_ATTRIBUTE
from catalog.web.size_order import SizeKey, size_key

COLOUR: Final = "color"
# Both are shown wherever they differ. Others only where they tell apart what these do not.
_ALWAYS: Final = (COLOUR, SIZE_ATTRIBUTE)
MAX_AXES: Final = 5
# The axis for variants that no attribute tells apart.
TITLE: Final = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    product_id: int
    values: Mapping[str, str]  # by the names of attributes
    in_stock: bool

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def key(self, name: str) -> str:
        """The value without differences in case, which say nothing."""
        return self.value(name).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str  # "" where variants do not state it
    variant: Variant  # that the choice of the value leads to
    changes: tuple[str, ...]  # names of the other axes whose values change with it
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    name: str
    options: tuple[Option, ...]  # in their natural order


def axes_of(variants: Sequence[Variant], *, chosen: Variant) -> tuple[Axis, ...]:
    """Return the axes of the variants, `chosen` included; none if there is nothing to choose."""
    names = _telling_apart(variants)
    places = {key: place for place, key in enumerate(_sizes(variants))}
    return tuple(_axis(name, names, variants, chosen, places) for name in names)


def _telling_apart(variants: Sequence[Variant]) -> tuple[str, ...]:
    """Return the names of the axes: a few attributes that together tell the variants apart.

    An article number also differs in each, but is no choice: attributes of few values go first.
    """
    differing = _differing(variants)
    names = [name for name in _ALWAYS if name in differing]
    for name in sorted(differing.keys() - {*names}, key=lambda name: (differing[name], name)):
        if len(names) < MAX_AXES and _combinations(variants, [*names, name]) > _combinations(
            variants, names
        ):
            names.append(name)
    return tuple(names)


def _differing(variants: Sequence[Variant]) -> dict[str, int]:
    """Return how many values each attribute has that is not the same in all variants.

    Titles count as the last of them.
    """
    names = {name for variant in variants for name in variant.values}
    counts = {name: len({variant.key(name) for variant in variants}) for name in names}
    counts[TITLE] = len(variants) if counts.get(TITLE, 1) > 1 else 1
    return {name: count for name, count in counts.items() if count > 1}


def _combinations(variants: Sequence[Variant], names: Sequence[str]) -> int:
    return len({tuple(map(variant.key, names)) for variant in variants})


def _sizes(variants: Iterable[Variant]) -> list[str]:
    return sorted({variant.key(SIZE_ATTRIBUTE) for variant in variants}, key=size_key)


def _axis(
    name: str,
    names: Sequence[str],
    variants: Iterable[Variant],
    chosen: Variant,
    places: Mapping[str, int],
) -> Axis:
    others = [other for other in names if other != name]
    size = places[chosen.key(SIZE_ATTRIBUTE)]

    def distance(variant: Variant) -> tuple[bool, int, bool, int, bool, int]:
        changes = len(_changes(variant, chosen, others))
        place = places[variant.key(SIZE_ATTRIBUTE)]
        # Of two sizes as near, the larger one fits better.
        steps = (abs(place - size), place < size)
        return (variant != chosen, changes, not variant.in_stock, *steps, variant.product_id)

    nearest: dict[str, Variant] = {}
    for variant in sorted(variants, key=distance):
        nearest.setdefault(variant.key(name), variant)
    options = [
        Option(
            value=variant.value(name),
            variant=variant,
            changes=_changes(variant, chosen, others),
            is_chosen=key == chosen.key(name),
        )
        for key, variant in nearest.items()
    ]
    return Axis(name=name, options=tuple(sorted(options, key=_natural_order)))


def _changes(variant: Variant, chosen: Variant, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if variant.key(name) != chosen.key(name))


def _natural_order(option: Option) -> tuple[bool, SizeKey]:
    return (not option.value, size_key(option.value))
