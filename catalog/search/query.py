"""The search query and its filters as frozen values, and the limits that clients must keep."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from catalog.pictures.picture import CropBox, Picture

# Results per page, and results skipped before it.
MAX_LIMIT = 100
MAX_OFFSET = 1_000
# Characters, of the text and of each exclusion.
MAX_TEXT = 500
MAX_EXCLUDED = 10
# Photos to resemble, and products to be unlike. Each photo is decoded, and may have to be encoded.
MAX_PHOTOS = 3
# The weight of one photo against the others.
MIN_WEIGHT = 0.1
MAX_WEIGHT = 10
MAX_UNLIKE = 5
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

    @property
    def is_by_price(self) -> bool:
        return self in (Sort.PRICE_LOW, Sort.PRICE_HIGH)


class FacetDetail(StrEnum):
    """How much of the facets a search answers. What is left out is not computed."""

    NONE = "none"
    NAMES = "names"  # without values
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a product must match: every field that is not empty, each by any of its values."""

    category: str = ""  # path; includes the categories below it
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    # ISO 4217, "" for the main one. Price bounds leave products in other currencies out, and
    # sorting by price puts them last; without either, it changes nothing.
    currency: str = ""
    brands: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()  # slugs
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return self != Filters()

    @property
    def has_price_bounds(self) -> bool:
        return self.price_min is not None or self.price_max is not None


@dataclass(frozen=True, slots=True, eq=False)
class PhotoVector:
    """The vector (d,) of a query's photo under the encoder with this fingerprint."""

    encoder_fingerprint: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A stored photo, or a part of it."""

    photo_id: uuid.UUID
    crop: CropBox | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ExamplePhoto:
    """A photo that shows what products should look like."""

    picture: Picture  # of the part that is searched by
    # Stored with the photo, so that it is not encoded for each page.
    vector: PhotoVector | None = None
    stored: StoredPart | None = None  # where the picture comes from; None if it is not stored
    weight: float = 1.0  # against the other photos


@dataclass(frozen=True, slots=True)
class ProductPhoto:
    """The first photo of a product, as one of the photos to resemble."""

    product_id: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a shopper asks for: photos or a product to resemble, text or both. Empty, it browses."""

    photos: tuple[ExamplePhoto, ...] = ()
    product_photos: tuple[ProductPhoto, ...] = ()  # of products that are left out themselves
    text: str = ""
    # Whether prices, kinds and the like are read from the text. If not, all of it is plain words.
    interpret: bool = True
    exclude: tuple[str, ...] = ()
    # Share of the photos against the text, 0 to 1. None takes the ranking's.
    image_weight: float | None = None
    similar_to: int | None = None  # a product's primary key
    unlike: tuple[int, ...] = ()  # primary keys of products to be unlike; they are left out
    filters: Filters = field(default_factory=Filters)
    # None takes the order that the text asks for, or else that by relevance.
    sort: Sort | None = None
    limit: int = 24
    offset: int = 0
    facets: FacetDetail = FacetDetail.ALL
    # The instant at which it is asked. All of the answer has the prices of this instant.
    at: datetime = field(default_factory=timezone.now, compare=False)

    @property
    def order(self) -> Sort:
        return self.sort or Sort.RELEVANCE

    @property
    def has_image(self) -> bool:
        return bool(self.photos or self.product_photos) or self.similar_to is not None

    @property
    def browses(self) -> bool:
        return not self.has_image and not self.text
