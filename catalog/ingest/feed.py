"""What a feed's row says about a product, in our terms, whatever dialect it came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import Availability


@dataclass(frozen=True, slots=True)
class FeedPhoto:
    name: str  # a URL, or a name inside the ZIP
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A valid row: every value fits its column of the product table."""

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
    active: bool | None  # None: the feed does not say
    warnings: tuple[str, ...]
