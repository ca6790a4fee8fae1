"""Article numbers that mean the same article at every merchant: GTIN, EAN, UPC and ISBN.

Source: GS1 General Specifications, sections 1.4 (restricted circulation), 7.9 (check digit).
"""

from __future__ import annotations

import re
from typing import Final

from catalog.language.normalise import identifier_keys

# Digits of a GTIN-8, -12, -13 and -14.
GTINS: Final = (8, 12, 13, 14)
# 11 is a UPC whose leading zero a spreadsheet dropped.
_LENGTHS: Final = frozenset({*GTINS, 11})
_SEPARATORS: Final = re.compile(r"[\s.\-]+")
_DIGITS: Final = re.compile(r"[0-9]{8,14}")
_ISBN_10: Final = re.compile(r"[0-9]{9}[0-9xX]")
# The beginnings, with 13 digits, of numbers that each company gives out for its own use, and of
# coupons. A number of 8 digits begins with 00000 then.
_NOT_AN_ARTICLE: Final = re.compile(r"0[245]|2|98|99|00000[02]")
# One digit again and again, or digits that count up: typed to fill a field.
_ASCENDING: Final = "012345678901234"


def gtin_key(text: str) -> str:
    """Return the identifier key of a valid number, which other spellings share; "" for others."""
    number = _SEPARATORS.sub("", text)
    if _ISBN_10.fullmatch(number):
        keys = identifier_keys(number)
        return keys[-1] if len(keys) > 1 else ""
    if not _DIGITS.fullmatch(number) or len(number) not in _LENGTHS:
        return ""
    if not _has_check_digit(number) or _is_made_up(number):
        return ""
    return number.lstrip("0")


def valid_gtin(text: str) -> str:
    """Return a valid number as the shortest GTIN that holds its digits; "" for others."""
    key = gtin_key(text)
    return next((key.zfill(length) for length in GTINS if len(key) <= length), "") if key else ""


def _has_check_digit(number: str) -> bool:
    weighted = (
        int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(number), 1)
    )
    # Places are counted from the check digit, which has the weight 1.
    return sum(weighted) % 10 == 0


def _is_made_up(number: str) -> bool:
    article = number[:-1].lstrip("0")
    if len(set(article)) < 2 or article in _ASCENDING:
        return True
    return bool(_NOT_AN_ARTICLE.match(number[-13:].zfill(13)))
