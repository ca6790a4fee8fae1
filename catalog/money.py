"""Amounts of money as people read them."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

from catalog.locales import current_locale

# ISO 4217, list one, as of 2026: without funds, metals, test codes and units of account.
_CODES: Final = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
    NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
    VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES: Final = frozenset(_CODES.split())
# The same list: the currencies whose minor unit is not a hundredth, by its decimals.
_OTHER_DECIMALS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS: Final = {code: n for n, codes in _OTHER_DECIMALS.items() for code in codes.split()}
# CLDR's rule for currencies without a sign: "CHF 10.00", but "A$10.00".
_LETTER_BEFORE_DIGIT: Final = re.compile(r"(?<=[^\W\d_])(?=\d)")


def decimals_of(currency: str) -> int:
    """Return how many decimals amounts in this currency have."""
    return _DECIMALS.get(currency, 2)


def money(amount: Decimal, currency: str) -> str:
    """Write an amount in a currency (ISO 4217) as the language of the page writes it.

    It has more decimals than usual if the amount has more.
    """
    return _written(amount, currency, current_locale())


# A page has fifty amounts, and those of the next page are mostly the same.
@lru_cache(maxsize=4096)
def _written(amount: Decimal, currency: str, locale: Locale) -> str:
    pattern = _pattern(locale, max(decimals_of(currency), _own_decimals(amount)))
    written = pattern.apply(amount, locale, currency=currency, currency_digits=False)
    return _LETTER_BEFORE_DIGIT.sub("\N{NO-BREAK SPACE}", written)


def _own_decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


@lru_cache(maxsize=256)
def _pattern(locale: Locale, decimals: int) -> NumberPattern:
    """The locale's pattern for money, such as "#,##0.00 ¤", with this many decimals."""
    fraction = f".{'0' * decimals}" if decimals else ""
    usual = locale.currency_formats["standard"].pattern
    return parse_pattern(re.sub(r"\.0+", fraction, usual))
