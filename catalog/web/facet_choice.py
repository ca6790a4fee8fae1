"""Chooses the facets that the page shows open: those that divide its results best.

A catalog of many kinds of products has dozens of attributes, but a shopper reads a handful.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search.results import Facet

# What a shopper takes in at a glance: open attributes, and visible values of each facet.
OPEN_ATTRIBUTES = 6
VISIBLE_VALUES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetChoice:
    open: tuple[Facet, ...]
    folded: tuple[Facet, ...]


def choose_facets(facets: Iterable[Facet], *, total: int) -> FacetChoice:
    """Divide the facets into open and folded ones. `total` is the number of results listed.

    A facet with a selection is always open, so that the selection can be undone.
    """
    useful = [facet for facet in facets if len(facet.values) > 1 or _has_selection(facet)]
    fixed = [facet for facet in useful if not _is_attribute(facet)]
    attributes = sorted(
        filter(_is_attribute, useful),
        key=lambda facet: (_has_selection(facet), diversity(facet, total=total)),
        reverse=True,
    )
    first = max(OPEN_ATTRIBUTES, sum(map(_has_selection, attributes)))
    return FacetChoice(open=(*fixed, *attributes[:first]), folded=tuple(attributes[first:]))


def diversity(facet: Facet, *, total: int) -> float:
    """Return the probability that two of `total` results have different visible values.

    This is the Gini-Simpson index. A result without a visible value counts as equal to all. So
    neither a rare attribute comes first, nor one with a different value in every result.
    """
    counts = sorted((value.listed for value in facet.values), reverse=True)[:VISIBLE_VALUES]
    return (sum(counts) ** 2 - sum(count**2 for count in counts)) / max(total, 1) ** 2


def _is_attribute(facet: Facet) -> bool:
    return facet.key.startswith("attributes.")


def _has_selection(facet: Facet) -> bool:
    return any(value.selected for value in facet.values)
