"""A product as its feed describes it, independent of the dialect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from catalog.models import Availability

# What a file states about FeedRow.photos: the first one, and all others.
PHOTO: Final = "photo"
MORE_PHOTOS: Final = "more_photos"
# Of one product. Meta's limit: one main photo and twenty more.
MAX_PHOTOS: Final = 21
# The fields that limit when a sale price holds.
SALE_WINDOW: Final = frozenset({"sale_starts", "sale_ends"})


@dataclass(frozen=True, slots=True)
class FeedPhoto:
    source: str  # a URL, or the name of a file in the ZIP
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A valid row: every value fits its database column.

    None is what the row does not state; of the sale price, that there is none, and of its start or
    end, that nothing limits it. What the whole file does not state is in catalog.ingest.stated.
    """

    row: int
    external_id: str
    alternate_id: str = ""
    title: str
    price: Decimal | None
    currency: str  # of price and sale price; "" if the row states neither
    sale_price: Decimal | None
    sale_starts: datetime | None = None
    sale_ends: datetime | None = None
    # Whether `price` is what a shopper pays, so that a higher price before a sale may stay.
    is_current_price: bool = False
    availability: Availability
    group_id: str
    description: str
    url: str
    brand: str | None
    gtin: str
    mpn: str
    category: tuple[str, ...] | None  # names from the root
    attributes: Mapping[str, str]
    tags: tuple[str, ...]
    photos: tuple[FeedPhoto, ...]
    has_unread_photos: bool = False  # besides `photos`, so that none of the product's is removed
    active: bool | None
    unread: frozenset[str]  # columns that the row does not state, because they cannot be read
    warnings: tuple[str, ...]
