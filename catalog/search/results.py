"""The results of a search: frozen values."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.models import Photo, Product


class Match(StrEnum):
    """Match level of a hit, by the thresholds of the ranking."""

    STRONG = "strong"
    CLOSE = "close"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    product: Product  # merchant and category loaded
    photo: Photo | None  # the product's photo that fits best
    score: float  # a z-score with boosts; 0.0 when browsing
    match: Match | None  # None when browsing or without a calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    value: str  # as filters take it
    label: str  # as people read it
    count: int
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A property of products, with its values and counts.

    `key` is "category", "brand", "availability", "merchant" or "attributes.<name>".
    """

    key: str
    label: str
    values: tuple[FacetValue, ...]
    counts_are_lower_bounds: bool = False  # see SearchPage.total_is_lower_bound


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    hits: tuple[Hit, ...]
    total: int  # results that match, or all that were ranked where none does
    total_is_lower_bound: bool  # products that were not ranked may match too
    ranked: int  # results on all pages, matches or not
    facets: tuple[Facet, ...]
    # Messages to the shopper, such as "This product is not indexed yet; ...".
    notices: tuple[str, ...] = ()

    @property
    def nothing_suitable(self) -> bool:
        """Whether a query has no close match, on this page or another."""
        levels = [hit.match for hit in self.hits if hit.match]
        weak = bool(levels) and all(level == Match.WEAK for level in levels)
        # If the total is smaller, it counts close matches on earlier pages.
        return weak and self.total == self.ranked
