"""How the page shows the values of a facet: as swatches, tiles, sizes, a tree or a list."""

import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from catalog.language.colours import colours_of, is_colour_name
from catalog.language.normalise import fold
from catalog.search.results import Facet, FacetValue
from catalog.web.size_order import is_size, size_key

PATTERNS: Final = Path(__file__).with_name("patterns.toml")
# Parts of the names of attributes, in English and German, folded.
PATTERN_NAMES: Final = ("pattern", "muster", "print")
SIZE_NAMES: Final = ("size", "grosse", "konfektion")


class Look(StrEnum):
    LIST = "list"
    TREE = "tree"
    SWATCHES = "swatches"
    PATTERNS = "patterns"
    SIZES = "sizes"


def look_of(facet: Facet) -> Look:
    """A facet has the look of its kind if at least half of its values can be shown in it."""
    if facet.key == "category":
        return Look.TREE
    name = fold(facet.key.removeprefix("attributes."))
    values = [value.value for value in facet.values]
    if _is_named(name, SIZE_NAMES) and _half(map(is_size, values), values):
        return Look.SIZES
    if is_colour_name(name) and _half(map(colours_of, values), values):
        return Look.SWATCHES
    if _is_named(name, PATTERN_NAMES) and _half(map(pattern_of, values), values):
        return Look.PATTERNS
    return Look.LIST


def pattern_of(label: str) -> str:
    """Return the symbol of a pattern's tile; "" if it has none."""
    return _patterns().get(fold(label), "")


def in_order_of_size(values: Sequence[FacetValue]) -> list[FacetValue]:
    return sorted(values, key=lambda value: size_key(value.value))


def _is_named(name: str, parts: Iterable[str]) -> bool:
    return any(part in name for part in parts)


def _half(known: Iterable[object], labels: Sequence[str]) -> bool:
    return bool(labels) and sum(map(bool, known)) * 2 >= len(labels)


@cache
def _patterns() -> dict[str, str]:
    read = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    return {fold(word): symbol for symbol, words in read.items() for word in words}
