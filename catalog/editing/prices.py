"""What a bulk edit does to prices and sale prices. Each is computed from the product as it is."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum

from catalog.editing.refusal import Refused, amount_of, rounded
from catalog.models import Product


class How(StrEnum):
    SET = "set"
    PERCENT = "percent"
    AMOUNT = "amount"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """To set the price, or to add to it; percent and amounts may be negative."""

    how: How
    amount: Decimal
    currency: str = ""  # of the amount
    ending: Decimal | None = None

    def price_of(self, product: Product) -> Decimal:
        """Raises Refused."""
        return rounded(self._unrounded(product), product.currency, self.ending)

    def _unrounded(self, product: Product) -> Decimal:
        if self.how is How.PERCENT:
            return product.price * (100 + self.amount) / 100
        amount = amount_of(product, self.amount, self.currency)
        return amount if self.how is How.SET else product.price + amount


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleChange:
    """To set the sale price, to some percent below the price or to an amount, or to end the sale.

    Its window replaces the former one. It is by the merchant's clock, in ISO 8601 without a zone.
    """

    how: How
    amount: Decimal = Decimal(0)
    currency: str = ""
    ending: Decimal | None = None
    starts: str = ""
    ends: str = ""

    def values_of(self, product: Product, price: Decimal) -> dict[str, object]:
        """Return the values by column, for a product that will have this price. Raises Refused."""
        if self.how is How.CLEAR:
            return {"sale_price": None, "sale_starts": None, "sale_ends": None}
        zone = product.merchant.zone
        return {
            "sale_price": rounded(self._unrounded(product, price), product.currency, self.ending),
            "sale_starts": moment_of(self.starts, zone),
            "sale_ends": moment_of(self.ends, zone),
        }

    def _unrounded(self, product: Product, price: Decimal) -> Decimal:
        if self.how is How.PERCENT:
            return price * (100 - self.amount) / 100
        return amount_of(product, self.amount, self.currency)


def moment_of(wall_time: str, zone: tzinfo) -> datetime | None:
    if not wall_time:
        return None
    return datetime.fromisoformat(wall_time).replace(tzinfo=zone).astimezone(UTC)


def price_values(
    product: Product, price: PriceChange | None, sale: SaleChange | None
) -> dict[str, object]:
    """Return the values by column. Raises Refused."""
    if price is None and sale is None:
        return {}
    new_price = price.price_of(product) if price else product.price
    values: dict[str, object] = {"price": new_price}
    values |= sale.values_of(product, new_price) if sale else {}
    sale_price = values.get("sale_price", product.sale_price)
    if isinstance(sale_price, Decimal) and sale_price >= new_price:
        raise Refused("Its sale price would not be below its price.")
    return values
