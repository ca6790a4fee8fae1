"""What is asked: frozen values, free of the ORM and of HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from catalog.pictures.picture import Picture

MAX_LIMIT = 100
MAX_OFFSET = 1_000
MAX_TEXT = 500
MAX_EXCLUDED = 10
# Every value becomes a condition, and is repeated to count each facet that has a selection: with
# 59 attributes a search of thirty products took 9 s.
MAX_VALUES = 20
MAX_ATTRIBUTES = 10


class Sort(StrEnum):
    RELEVANCE = "relevance"
    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All must hold; within one field any of the values. Empty means unrestricted."""

    category: str = ""  # a path, with its children
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    brands: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()  # slugs
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A photo and/or words and/or a product to resemble; none of them means: browse."""

    photo: Picture | None = None
    text: str = ""
    exclude: tuple[str, ...] = ()
    # Share of the photo against the words, 0 to 1; None leaves it to the engine.
    image_weight: float | None = None
    similar_to: int | None = None  # a product's primary key
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    limit: int = 24
    offset: int = 0

    @property
    def browses(self) -> bool:
        return self.photo is None and not self.text and self.similar_to is None
