"""Why a product is left as it is. Reasons are few, so that products can be counted by them."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from catalog.models import Product
from catalog.money import decimals_of

# The columns have ten digits before the decimal mark.
MAX_AMOUNT: Final = Decimal("9999999999.99")


class Refused(Exception):
    """The edit makes no sense for this product."""


def amount_of(product: Product, amount: Decimal, currency: str) -> Decimal:
    """Return the amount, which is in the currency. Raises Refused if the product has another."""
    if product.currency != currency:
        raise Refused(f"Its price is in {product.currency}, and the amount in {currency}.")
    return amount


def rounded(amount: Decimal, currency: str, ending: Decimal | None) -> Decimal:
    """Round to what the currency has, or to the nearest amount with the ending, such as 0.99.

    Raises Refused.
    """
    decimals = min(decimals_of(currency), 2)
    if ending is None:
        amount = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    elif ending and not decimals:
        raise Refused(f"Prices in {currency} have no decimals, so none can end in {ending}.")
    else:
        amount = max(Decimal(0), (amount - ending).quantize(Decimal(1), ROUND_HALF_UP)) + ending
    if amount <= 0:
        raise Refused("It would cost nothing.")
    if amount > MAX_AMOUNT:
        raise Refused("Its price would be too high.")
    return amount.quantize(Decimal("0.01"))
