"""A product as its feed describes it, independent of the dialect."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import Availability


@dataclass(frozen=True, slots=True)
class FeedPhoto:
    source: str  # a URL, or the name of a file in the ZIP
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A valid row: every value fits its database column."""

    row: int
    external_id: str
    title: str
    price: Decimal
    currency: str
    sale_price: Decimal | None
    availability: Availability
    group_id: str
    description: str
    url: str
    brand: str
    gtin: str
    mpn: str
    category: tuple[str, ...]  # names from the root
    attributes: Mapping[str, str]
    tags: tuple[str, ...]
    photos: tuple[FeedPhoto, ...]
    active: bool | None  # None if the feed does not state it
    warnings: tuple[str, ...]
