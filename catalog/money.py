"""Amounts of money as people read them."""

from decimal import Decimal
from typing import Final

# ISO 4217, list one: the currencies whose minor unit is not a hundredth, by its decimals.
_OTHER_DECIMALS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS: Final = {code: n for n, codes in _OTHER_DECIMALS.items() for code in codes.split()}
_SYMBOLS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}


def decimals_of(currency: str) -> int:
    """Return how many decimals amounts in this currency have."""
    return _DECIMALS.get(currency, 2)


def money(amount: Decimal, currency: str) -> str:
    """Write an amount in a currency (ISO 4217), with more decimals than usual if it has more."""
    exponent = amount.normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    number = f"{amount:,.{max(decimals_of(currency), own)}f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{number}" if symbol else f"{number} {currency}"
