"""What is answered."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.models import Photo, Product


class Match(StrEnum):
    """How good a hit is, in deviations above what chance gives (calibration.py)."""

    STRONG = "strong"
    CLOSE = "close"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    product: Product  # merchant and category loaded
    photo: Photo | None  # the product's photo that fits best
    score: float  # deviations above chance; 0.0 when browsing
    match: Match | None  # None when browsing


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    value: str  # what a filter takes
    label: str  # what a person reads
    count: int
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """`key` is "category", "brand", "availability", "merchant" or "attributes.<name>"."""

    key: str
    label: str
    values: tuple[FacetValue, ...]
    counts_are_lower_bounds: bool = False  # as SearchPage.total_is_lower_bound


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    hits: tuple[Hit, ...]
    total: int
    # The relevant set: what comes up to the match floor, or all that was ranked if nothing does.
    # True: products that were not looked at may belong to it.
    total_is_lower_bound: bool
    ranked: int  # how many results the pages hold, suitable or not; sizes of a product are one
    facets: tuple[Facet, ...]
    # For people: "No exact match; the nearest products are shown", "Photo search is ...".
    notices: tuple[str, ...] = ()

    @property
    def nothing_suitable(self) -> bool:
        """Something was asked for, and not one product is close to it, on this page or another."""
        judged = [hit.match for hit in self.hits if hit.match]
        weak = bool(judged) and all(match == Match.WEAK for match in judged)
        # Else some are close: they stand on earlier pages.
        return weak and self.total == self.ranked
