"""Facets as links that change the search, in the look of their kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from catalog.language.attribute_names import is_known_name
from catalog.language.attribute_values import is_known_value
from catalog.language.colours import colours_of
from catalog.search.results import Facet, FacetValue, SearchPage
from catalog.web.catalog_language import foreign_language
from catalog.web.counts import bounded, bounded_in_words
from catalog.web.facet_choice import VISIBLE_VALUES, choose_facets
from catalog.web.facet_looks import Look, in_order_of_size, look_of, pattern_of
from catalog.web.search_changes import SearchChanges
from catalog.web.search_url import ATTRIBUTE, SearchUrl
from catalog.web.swatches import Stripe, stripes_of

# From this many values on, a facet has a search box.
SEARCHED_FROM = 11
DEEPEST = 3  # categories below are indented no further


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLink:
    key: str  # identifies the link while results change
    value: str
    label: str
    count: str
    count_in_words: str  # what a count such as "300+" means
    selected: bool
    url: str
    language: str  # of the label; "" if it is that of the page
    is_similar: bool = False  # whether only products after the matches have it
    is_first_similar: bool = False
    depth: int = 0  # in the category tree, DEEPEST at most
    stripes: tuple[Stripe, ...] = ()  # of its swatch
    pattern: str = ""  # the symbol of its tile


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLinks:
    key: str
    name: str  # the parameter that its values change
    label: str
    language: str  # of the label; "" if it is that of the page
    look: Look
    first: tuple[FacetLink, ...]
    rest: tuple[FacetLink, ...]

    @property
    def has_search(self) -> bool:
        return self.look is not Look.TREE and len(self.first) + len(self.rest) >= SEARCHED_FROM

    @property
    def has_samples(self) -> bool:
        return self.look in (Look.SWATCHES, Look.PATTERNS)

    @property
    def is_single(self) -> bool:
        """Whether a second value takes the place of the first."""
        return self.look is Look.TREE


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetPanel:
    tree: FacetLinks | None  # the categories
    open: tuple[FacetLinks, ...]
    folded: tuple[FacetLinks, ...]
    has_lower_bounds: bool  # whether a count in sight is one such as "300+"


def facet_panel(page: SearchPage, *, url: SearchUrl) -> FacetPanel:
    chosen = choose_facets(page.facets, total=page.ranked)
    shown = [_links(facet, url=url) for facet in chosen.open]
    return FacetPanel(
        tree=next((each for each in shown if each.look is Look.TREE), None),
        open=tuple(each for each in shown if each.look is not Look.TREE),
        folded=tuple(_links(facet, url=url) for facet in chosen.folded),
        has_lower_bounds=any(link.count_in_words for facet in shown for link in facet.first),
    )


def parameter_of(facet_key: str) -> str:
    return facet_key.replace("attributes.", ATTRIBUTE, 1)


def _links(facet: Facet, *, url: SearchUrl) -> FacetLinks:
    look, name = look_of(facet), parameter_of(facet.key)
    values = _ordered(facet.values, look)
    first_similar = _first_similar(values, look)
    changes = SearchChanges(url, name)
    links = tuple(
        _link(value, look, changes, is_first_similar=value is first_similar) for value in values
    )
    visible = VISIBLE_VALUES if look is not Look.TREE else len(links)
    return FacetLinks(
        key=_key(facet.key),
        name=name,
        label=facet.label,
        language=_language_of_name(facet.key),
        look=look,
        first=links[:visible],
        rest=links[visible:],
    )


def _link(
    value: FacetValue, look: Look, changes: SearchChanges, *, is_first_similar: bool
) -> FacetLink:
    change = changes.without if value.selected else changes.adding
    return FacetLink(
        key=_key(changes.name, value.value),
        value=value.value,
        label=value.label,
        count=bounded(value.count, is_lower_bound=value.count_is_lower_bound),
        count_in_words=bounded_in_words(value.count, is_lower_bound=value.count_is_lower_bound),
        selected=value.selected,
        url=change(value.value),
        language=_language_of_value(changes.name, value.value),
        is_similar=value.is_similar,
        is_first_similar=is_first_similar,
        depth=min(value.value.count("/"), DEEPEST) if look is Look.TREE else 0,
        stripes=stripes_of(colours_of(value.label)) if look is Look.SWATCHES else (),
        pattern=pattern_of(value.label) if look is Look.PATTERNS else "",
    )


def _language_of_name(facet_key: str) -> str:
    name = facet_key.removeprefix("attributes.")
    return "" if name == facet_key or is_known_name(name) else foreign_language()


def _language_of_value(name: str, value: str) -> str:
    """Brands and merchants are names, and the shop's own words are in the language of the page."""
    is_written = name == "category" or (name.startswith(ATTRIBUTE) and not is_known_value(value))
    return foreign_language() if is_written else ""


def _key(*parts: str) -> str:
    return f"facet-{crc32('='.join(parts).encode()):08x}"


def _ordered(values: Sequence[FacetValue], look: Look) -> Sequence[FacetValue]:
    match look:
        case Look.TREE:
            return _opened(values)
        case Look.SIZES:
            return in_order_of_size(values)
        case _:
            return sorted(values, key=lambda value: not value.selected)


def _first_similar(values: Sequence[FacetValue], look: Look) -> FacetValue | None:
    """Return the value before which a line tells that only similar products follow."""
    if look in (Look.TREE, Look.SIZES) or all(value.is_similar for value in values):
        return None
    return next((value for value in values if value.is_similar and not value.selected), None)


def _opened(tree: Iterable[FacetValue]) -> list[FacetValue]:
    """Return the top categories, and the children of the selected category and of its parents."""
    tree = list(tree)
    chosen = next((f"{value.value}/" for value in tree if value.selected), "")
    return [value for value in tree if chosen.startswith(_parent(value.value))]


def _parent(path: str) -> str:
    """Return the parent category's path with a trailing slash; "" for a top category."""
    return path[: path.rfind("/") + 1]
