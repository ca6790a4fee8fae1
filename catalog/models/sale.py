"""What a shopper pays at an instant: the sale price within its window, or else the price.

The function catalog_price_at (migration 0019) and `price_at` are the same rule, in SQL and Python.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import BooleanField, DateTimeField, DecimalField, Func, Q, Value
from django.db.models.functions import Least, Now

_COLUMNS: Final = ("price", "sale_price", "sale_starts", "sale_ends")
# The lowest price at any time. It is indexed, and so prunes what a bound on the price leaves out.
LOWEST_PRICE: Final = Least("price", "sale_price")
# Sales that are not always on.
HAS_WINDOW: Final = Q(sale_starts__isnull=False) | Q(sale_ends__isnull=False)
# By the index product_dated_price.
_LOWEST_OFF_SALE: Final = """
SELECT min(least(price, sale_price)) FROM catalog_product
WHERE (sale_starts IS NOT NULL OR sale_ends IS NOT NULL)
  AND price >= %(low)s AND price <= coalesce(%(high)s, 'infinity'::numeric)
  AND NOT catalog_sale_is_on(sale_starts, sale_ends, %(at)s)
"""


def is_sale_on(starts: datetime | None, ends: datetime | None, at: datetime) -> bool:
    """Whether an instant lies in a window, which includes its start but not its end."""
    return (starts is None or starts <= at) and (ends is None or at < ends)


def price_at(
    price: Decimal,
    sale_price: Decimal | None,
    starts: datetime | None,
    ends: datetime | None,
    at: datetime,
) -> Decimal:
    if sale_price is None or not is_sale_on(starts, ends, at):
        return price
    return min(price, sale_price)


def lowest_off_sale(low: Decimal, high: Decimal | None, at: datetime) -> Decimal:
    """A bound on LOWEST_PRICE that leaves out no product with a price within the bounds.

    It is `low`, unless a product within them has a sale price below that is not on at present.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOWEST_OFF_SALE, {"low": low, "high": high, "at": at})
        (lowest,) = cursor.fetchone() or (None,)
    return low if lowest is None else min(low, lowest)


class PriceAt(Func):
    """The price of a product in a query at an instant."""

    function = "catalog_price_at"
    output_field = DecimalField(max_digits=12, decimal_places=2)

    def __init__(self, at: datetime | Now) -> None:
        super().__init__(*_COLUMNS, at if isinstance(at, Now) else _instant(at))


class PricedFrom(Func):
    """Whether the price at an instant is `low` or more."""

    function = "catalog_priced_from"
    output_field = BooleanField()

    def __init__(self, low: Decimal, at: datetime) -> None:
        super().__init__(*_COLUMNS, Value(low), _instant(at))


class PricedUpTo(Func):
    """Whether the price at an instant is `high` or less, if LOWEST_PRICE is."""

    function = "catalog_priced_up_to"
    output_field = BooleanField()

    def __init__(self, high: Decimal, at: datetime) -> None:
        super().__init__("price", "sale_starts", "sale_ends", Value(high), _instant(at))


def _instant(at: datetime) -> Value:
    return Value(at, output_field=DateTimeField())
