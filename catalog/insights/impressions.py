"""What is done with products, by position and by product: counts in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from catalog.models import AskedBy
from catalog.search.query import SearchQuery

# Different products that wait in one process. Further ones are only counted by their positions.
MAX_WAITING: Final = 5_000


class Place(NamedTuple):
    """Where a product stands among the results of a search."""

    asked_by: AskedBy
    position: int  # from 1
    product_id: int


class PositionOfDay(NamedTuple):
    day: date
    asked_by: AskedBy
    position: int


class ProductOfDay(NamedTuple):
    day: date
    product_id: int


class Seen(NamedTuple):
    """How often something was seen in results, opened from there, put into a cart and bought."""

    impressions: int = 0
    clicks: int = 0
    carts: int = 0
    purchases: int = 0

    def plus(self, other: "Seen") -> "Seen":
        return Seen(*map(sum, zip(self, other, strict=True)))


IMPRESSION: Final = Seen(impressions=1)
CLICK: Final = Seen(clicks=1)
CART: Final = Seen(carts=1)
PURCHASE: Final = Seen(purchases=1)


def asked_by(query: SearchQuery, *, has_photo: bool) -> AskedBy | None:
    """What a search consists of; None for browsing."""
    if query.similar_to is not None or (query.product_photos and not has_photo):
        return AskedBy.PRODUCT
    if has_photo:
        return AskedBy.BOTH if query.text else AskedBy.PHOTO
    return AskedBy.WORDS if query.text else None


@dataclass(slots=True)
class SeenTallies:
    """Bounded: positions by the pages that are shown, products by MAX_WAITING."""

    positions: dict[PositionOfDay, Seen] = field(default_factory=dict)
    products: dict[ProductOfDay, Seen] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.positions or self.products)

    def add(self, places: Iterable[Place], seen: Seen, *, day: date) -> None:
        for place in places:
            self._add_position(PositionOfDay(day, place.asked_by, place.position), seen)
            self.add_product(place.product_id, seen, day=day)

    def add_product(self, product_id: int, seen: Seen, *, day: date) -> None:
        self._add_product(ProductOfDay(day, product_id), seen)

    def merge(self, other: "SeenTallies", *, since: date) -> None:
        """Take back what could not be written, except what is too old."""
        for position, seen in other.positions.items():
            if position.day >= since:
                self._add_position(position, seen)
        for product, seen in other.products.items():
            if product.day >= since:
                self._add_product(product, seen)

    def _add_position(self, key: PositionOfDay, seen: Seen) -> None:
        self.positions[key] = self.positions.get(key, Seen()).plus(seen)

    def _add_product(self, key: ProductOfDay, seen: Seen) -> None:
        if key in self.products or len(self.products) < MAX_WAITING:
            self.products[key] = self.products.get(key, Seen()).plus(seen)
