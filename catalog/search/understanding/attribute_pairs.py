"""The attributes that terms name, as pairs of name and value."""

from collections.abc import Iterable

from catalog.language.normalise import fold
from catalog.vocabulary.term import ATTRIBUTE_PREFIX, Term

# Bounds the work of one search, as an attribute may have many shades of a value.
MAX_VALUES = 40


def whole_attributes(terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    """Names and values, without those that say it of a part: not "pattern_color" beside "color"."""
    pairs = attribute_pairs(terms)
    names = {name for name, _ in pairs}
    whole = {
        name
        for name in names
        if not any(name != other and fold(name).endswith(fold(other)) for other in names)
    }
    return tuple(dict.fromkeys(pair for pair in pairs if pair[0] in whole))[:MAX_VALUES]


def attribute_pairs(terms: Iterable[Term]) -> list[tuple[str, str]]:
    return [
        (term.facet.removeprefix(ATTRIBUTE_PREFIX), value)
        for term in terms
        if term.facet.startswith(ATTRIBUTE_PREFIX)
        for value in term.values
    ]
