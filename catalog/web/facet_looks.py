"""How the page shows the values of a facet: as swatches, tiles, sizes, a tree or a list."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from catalog.language.normalise import fold
from catalog.search.results import Facet, FacetValue
from catalog.web.colours import colours_of

PATTERNS: Final = Path(__file__).with_name("patterns.toml")
# Parts of the names of attributes, in English and German, folded.
COLOUR_NAMES: Final = ("color", "colour", "farb")
PATTERN_NAMES: Final = ("pattern", "muster", "print")
SIZE_NAMES: Final = ("size", "grosse", "konfektion")
# "XS", "3XL", "2 x large", "38", "42.5", "30/32", "XL/XXL", "122-128", "104 cm".
LETTERS: Final = re.compile(
    r"(?P<times>\d{0,2}) ?(?P<more>x*) ?-?(?P<base>s|m|l)(?:mall|edium|arge)?"
)
NUMBER: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")
BASES: Final = {"s": -1, "m": 0, "l": 1}


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
    if _is_named(name, SIZE_NAMES) and _half(map(_size_order, values), values):
        return Look.SIZES
    if _is_named(name, COLOUR_NAMES) and _half(map(colours_of, values), values):
        return Look.SWATCHES
    if _is_named(name, PATTERN_NAMES) and _half(map(pattern_of, values), values):
        return Look.PATTERNS
    return Look.LIST


def pattern_of(label: str) -> str:
    """Return the symbol of a pattern's tile; "" if it has none."""
    return _patterns().get(fold(label), "")


def in_order_of_size(values: Sequence[FacetValue]) -> list[FacetValue]:
    """Order sizes as people do: letters, then numbers, then what has neither."""
    return sorted(
        values, key=lambda value: (not _size_order(value.value), _size_order(value.value))
    )


def _size_order(label: str) -> tuple[float, ...]:
    """Return what to sort a size by; () if it is no size."""
    parts = label.strip().lower().split("/")
    letters = [LETTERS.fullmatch(part.strip()) for part in parts]
    if all(letters):
        return (0, *(_letters(each) for each in letters if each))
    numbers = NUMBER.findall(label)
    starts = label.strip()[:1].isdigit()
    return (1, *(float(each.replace(",", ".")) for each in numbers)) if starts else ()


def _letters(size: re.Match[str]) -> float:
    """M is 0, L is 1, XL is 2, 3XL is 4; S is -1, XS is -2."""
    base = BASES[size["base"]]
    extra = int(size["times"] or 1) if size["more"] and size["times"] else len(size["more"])
    return base + (extra if base > 0 else -extra)


def _is_named(name: str, parts: Iterable[str]) -> bool:
    return any(part in name for part in parts)


def _half(known: Iterable[object], labels: Sequence[str]) -> bool:
    return bool(labels) and sum(map(bool, known)) * 2 >= len(labels)


@cache
def _patterns() -> dict[str, str]:
    read = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    return {fold(word): symbol for symbol, words in read.items() for word in words}
