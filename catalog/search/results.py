"""The results of a search: frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from catalog.models import Photo, Product
from catalog.search.price_histogram import PriceHistogram
from catalog.search.query import Sort
from catalog.search.understanding.parts import Part
from catalog.search.understanding.understanding import Understanding


class Match(StrEnum):
    """Match level of a hit, by the thresholds of the ranking."""

    STRONG = "strong"
    CLOSE = "close"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    product: Product  # merchant and category loaded
    photo: Photo | None  # the product's photo that fits best
    score: float  # a z-score with boosts; 0.0 when browsing, except for boosts of rules
    match: Match | None  # without boosts of rules; None when browsing or without a calibration
    rule_boost: float = 0.0  # what merchandising rules add to the score
    is_pinned: bool = False  # whether a rule wants it first, whatever its score

    @property
    def is_match(self) -> bool:
        return self.is_pinned or self.match is not Match.WEAK


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    value: str  # as filters take it
    label: str  # as people read it
    # How many results are in the total of the search that chooses it: those that match, or all with
    # it where none does.
    count: int
    selected: bool
    listed: int = 0  # how many have it among all that the pages list
    is_similar: bool = False  # whether only products after the matches have it
    count_is_lower_bound: bool = False  # see SearchPage.total_is_lower_bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A property of products, with its values and counts.

    `key` is "category", "brand", "availability", "merchant" or "attributes.<name>".
    """

    key: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def counts_are_lower_bounds(self) -> bool:
        return any(value.count_is_lower_bound for value in self.values if not value.is_similar)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    hits: tuple[Hit, ...]
    total: int  # results that match, or all that were ranked where none does
    total_is_lower_bound: bool  # products that were not ranked may match too
    ranked: int  # results on all pages, matches or not
    facets: tuple[Facet, ...]
    at: datetime  # whose prices it has
    is_cut: bool = False  # whether products that were not ranked pass the filters too
    prices: PriceHistogram | None = None  # of all pages, whatever the price bounds
    # The currency in which prices were compared; "" if they were not.
    currency: str = ""
    # The currencies to choose from, if prices were compared in one of several.
    currencies: tuple[str, ...] = ()
    # Messages to the shopper, such as "This product is not indexed yet; ...".
    notices: tuple[str, ...] = ()
    understanding: Understanding = field(default_factory=Understanding)
    # The parts of the text that are in effect beside the query's own filters and order.
    understood: tuple[Part, ...] = ()
    order: Sort = Sort.RELEVANCE

    @property
    def nothing_matches(self) -> bool:
        """Whether a query has no close match, on this page or another."""
        weak = bool(self.hits) and not any(hit.is_match for hit in self.hits)
        # If the total is smaller, it counts close matches on earlier pages.
        return weak and self.total == self.ranked

    @property
    def similar(self) -> int:
        """The number of results on all pages that only follow the matches."""
        return self.ranked - self.total

    @property
    def nothing_suitable(self) -> bool:
        """Whether nothing matches, and nothing is of the kind that the words name.

        A product of that kind is never unsuitable, however the encoder sees it.
        """
        return self.nothing_matches and not self._has_kind

    @property
    def matches_end(self) -> int:
        """The number of hits before those that only follow the matches."""
        if self.nothing_matches:
            return len(self.hits)
        return sum(hit.is_match for hit in self.hits)

    @property
    def _has_kind(self) -> bool:
        kinds = {key for each in self.understanding.concepts for key in each.category_ids}
        return any(hit.product.category_id in kinds for hit in self.hits)
