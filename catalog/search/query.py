"""The search query and its filters as frozen values, and the limits that clients must keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from catalog.pictures.picture import Picture

# Results per page, and results skipped before it.
MAX_LIMIT = 100
MAX_OFFSET = 1_000
# Characters, of the text and of each exclusion.
MAX_TEXT = 500
MAX_EXCLUDED = 10
# Values of one filter, and names of attributes. Each value becomes a condition that is repeated to
# count every facet with a selection: with 59 attributes, a search of thirty products took 9 s.
MAX_VALUES = 20
MAX_ATTRIBUTES = 10
# The largest id and price that the columns hold.
MAX_ID = 2**63 - 1
MAX_PRICE = Decimal("9999999999.99")


class Sort(StrEnum):
    RELEVANCE = "relevance"
    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a product must match: every field that is not empty, each by any of its values."""

    category: str = ""  # path; includes the categories below it
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    brands: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()  # slugs
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True, eq=False)
class PhotoVector:
    """The vector (d,) of a query's photo under the encoder with this fingerprint."""

    encoder_fingerprint: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a shopper asks for: photo or product to resemble, text or both. Empty, it browses."""

    photo: Picture | None = None
    # Stored with the photo by the search that sent it: repeating that search gives the same order.
    photo_vector: PhotoVector | None = None
    text: str = ""
    exclude: tuple[str, ...] = ()
    # Share of the photo against the text, 0 to 1. None takes the ranking's.
    image_weight: float | None = None
    similar_to: int | None = None  # a product's primary key
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    limit: int = 24
    offset: int = 0

    @property
    def browses(self) -> bool:
        return self.photo is None and not self.text and self.similar_to is None
