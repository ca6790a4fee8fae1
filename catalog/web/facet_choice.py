"""Which facets the page shows at once: the attributes that tell its results apart.

A catalog of many kinds of products has dozens of attributes; a shopper reads a handful.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search.results import Facet

ATTRIBUTES_OPEN = 6
VALUES_OPEN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetChoice:
    open: tuple[Facet, ...]
    folded: tuple[Facet, ...]


def choose_facets(facets: Iterable[Facet], *, total: int) -> FacetChoice:
    """Of `total` results. A facet with a selection is always open: it must be there to undo it."""
    useful = [facet for facet in facets if len(facet.values) > 1 or _has_selection(facet)]
    fixed = [facet for facet in useful if not _is_attribute(facet)]
    attributes = sorted(
        filter(_is_attribute, useful),
        key=lambda facet: (_has_selection(facet), split(facet, total=total)),
        reverse=True,
    )
    first = max(ATTRIBUTES_OPEN, sum(map(_has_selection, attributes)))
    return FacetChoice(open=(*fixed, *attributes[:first]), folded=tuple(attributes[first:]))


def split(facet: Facet, *, total: int) -> float:
    """How likely two of `total` results stand under two different values of those seen at once.

    The Gini-Simpson index; results without the attribute, or under a value that is not seen at
    once, count as not told apart. So neither an attribute that few results have nor one that is
    different in each of them comes first.
    """
    counts = sorted((value.count for value in facet.values), reverse=True)[:VALUES_OPEN]
    return (sum(counts) ** 2 - sum(count**2 for count in counts)) / max(total, 1) ** 2


def _is_attribute(facet: Facet) -> bool:
    return facet.key.startswith("attributes.")


def _has_selection(facet: Facet) -> bool:
    return any(value.selected for value in facet.values)
