"""What a bulk edit changes in each of its products, as a value that is stored as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from catalog.editing.prices import How, PriceChange, SaleChange, price_values
from catalog.editing.refusal import Refused
from catalog.ingest.dialects.attributes import MAX_ATTRIBUTES, MAX_TAGS
from catalog.models import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """None, and nothing to add or remove, leave a field as it is; "" clears it."""

    price: PriceChange | None = None
    sale: SaleChange | None = None
    availability: str | None = None
    active: bool | None = None
    category_id: int | None = None
    clears_category: bool = False
    brand: str | None = None
    added_tags: tuple[str, ...] = ()
    removed_tags: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    removed_attributes: tuple[str, ...] = ()
    # Whether imports then leave alone what was changed.
    locks: bool = False

    def __bool__(self) -> bool:
        return any(value not in (None, (), False) for value in self._parts())

    def _parts(self) -> list[object]:
        return [getattr(self, name) for name in self.__slots__ if name != "locks"]

    def values_of(self, product: Product) -> dict[str, Any]:
        """Return the values that the product will have, by column. Raises Refused."""
        values: dict[str, Any] = {**price_values(product, self.price, self.sale)}
        simple = {"availability": self.availability, "active": self.active, "brand": self.brand}
        values |= {column: value for column, value in simple.items() if value is not None}
        if self.category_id or self.clears_category:
            values["category_id"] = self.category_id
        if self.added_tags or self.removed_tags:
            values["tags"] = self._tags(product)
        if self.attributes or self.removed_attributes:
            values["attributes"] = self._attributes(product)
        return values

    def _tags(self, product: Product) -> list[str]:
        kept = [tag for tag in product.tags if tag not in self.removed_tags]
        tags = list(dict.fromkeys([*kept, *self.added_tags]))
        if len(tags) > MAX_TAGS:
            raise Refused(f"It would have more than {MAX_TAGS} tags.")
        return tags

    def _attributes(self, product: Product) -> dict[str, Any]:
        attributes: dict[str, Any] = product.attributes | dict(self.attributes)
        for name in self.removed_attributes:
            attributes.pop(name, None)
        if len(attributes) > MAX_ATTRIBUTES:
            raise Refused(f"It would have more than {MAX_ATTRIBUTES} attributes.")
        return attributes

    def to_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = asdict(self, dict_factory=_without_decimals)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        price, sale = stored["price"], stored["sale"]
        lists = "added_tags", "removed_tags", "removed_attributes"
        return cls(
            **{**stored, **{name: tuple(stored[name]) for name in lists}}
            | {
                "price": price and PriceChange(**_with_decimals(price)),
                "sale": sale and SaleChange(**_with_decimals(sale)),
                "attributes": tuple((name, value) for name, value in stored["attributes"]),
            }
        )


def _without_decimals(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in pairs}


def _with_decimals(stored: Mapping[str, Any]) -> dict[str, Any]:
    ending = stored["ending"]
    return {
        **stored,
        "how": How(stored["how"]),
        "amount": Decimal(stored["amount"]),
        "ending": None if ending is None else Decimal(ending),
    }
