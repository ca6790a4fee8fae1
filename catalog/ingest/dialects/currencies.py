"""The currencies of prices: codes of ISO 4217, and the signs that shops write instead."""

from typing import Final

from catalog.money import CURRENCIES

_DOLLARS: Final = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP")
_KRONER: Final = ("SEK", "NOK", "DKK", "ISK")
# Each sign with the currencies that it may stand for.
_SIGNS: Final = {
    "€": ("EUR",), "£": ("GBP",), "euro": ("EUR",), "euros": ("EUR",), "$": _DOLLARS,
    "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"),
    "₹": ("INR",), "₽": ("RUB",), "₺": ("TRY",), "₴": ("UAH",), "₩": ("KRW",), "₪": ("ILS",),
    "₫": ("VND",), "₱": ("PHP",), "฿": ("THB",), "₸": ("KZT",), "₦": ("NGN",), "₡": ("CRC",),
    "us$": ("USD",), "ca$": ("CAD",), "c$": ("CAD",), "a$": ("AUD",), "au$": ("AUD",),
    "nz$": ("NZD",), "hk$": ("HKD",), "nt$": ("TWD",), "s$": ("SGD",), "r$": ("BRL",),
    "mx$": ("MXN",), "zł": ("PLN",), "kč": ("CZK",), "ft": ("HUF",), "lei": ("RON", "MDL"),
    "kr": _KRONER, "kr.": _KRONER, "fr.": ("CHF",),
    "sfr.": ("CHF",), "руб": ("RUB",), "руб.": ("RUB",), "р.": ("RUB",), "грн": ("UAH",),
    "грн.": ("UAH",), "тг": ("KZT",), "rs.": ("INR", "PKR", "LKR", "NPR"), "tl": ("TRY",),
    "rm": ("MYR",), "rp": ("IDR",), "元": ("CNY",), "円": ("JPY",), "원": ("KRW",),
}  # fmt: skip


def parse_currency(text: str, *, default: str) -> str:
    """Return the code that a code or sign stands for; of several, the default.

    Raises ValueError with the cause.
    """
    codes = _SIGNS.get(text.casefold())
    if codes is None:
        code = text.upper()
        if code not in CURRENCIES:
            raise ValueError(f'"{text}" is not a currency of ISO 4217.')
        return code
    if default in codes or len(codes) == 1:
        return default if default in codes else codes[0]
    raise ValueError(f'"{text}" may be {", ".join(codes[:4])} or another currency.')
