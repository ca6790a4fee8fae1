"""Amounts of money as shoppers type them: 20, 19.90, 19,90, 1,234.50, 1.234,50, 1 234,50.

Point and comma both occur as decimal mark and as group mark. Only "1.234" and "1,234" can be read
in two ways, and the language of the page decides. Addresses hold no such amounts, so that a shared
one means the same in every language.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal, get_group_symbol

from catalog.locales import current_locale

# Characters; the time to read an amount grows with its length.
MAX_LENGTH: Final = 40
# Besides point and comma: spaces, as wide as they come, and the apostrophes of Swiss amounts.
_OTHER_GROUP_MARKS: Final = re.compile(
    r"(?<=[0-9])[ \u00a0\u2009\u202f'\u2019](?=[0-9]{3}(?![0-9]))"
)
# With one kind of mark: it groups if it comes again. With two: the last is the decimal mark.
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN: Final = re.compile(r"([0-9]*)(?:[.,]([0-9]*))?")
_MIXED: Final = re.compile(r"([0-9]{1,3}(?:([.,])[0-9]{3})+)(?!\2)[.,]([0-9]*)")
_WHOLE_DIGITS, _DECIMALS = 11, 10


def read_amount(typed: str) -> Decimal | None:
    """Return the amount, or None if the text is none, or has more digits than any price."""
    if len(typed) > MAX_LENGTH:
        return None
    text = _OTHER_GROUP_MARKS.sub("", typed.strip())
    whole, decimals = _parts(text)
    if not (whole or decimals) or len(whole) > _WHOLE_DIGITS or len(decimals) > _DECIMALS:
        return None
    return Decimal(f"{whole or 0}.{decimals or 0}")


def _parts(text: str) -> tuple[str, str]:
    """The digits before and after the decimal mark; twice nothing if the text is no amount."""
    if mixed := _MIXED.fullmatch(text):
        return re.sub(r"[.,]", "", mixed[1]), mixed[3]
    if (grouped := _GROUPED.fullmatch(text)) and _groups(text, grouped[1]):
        return text.replace(grouped[1], ""), ""
    if plain := _PLAIN.fullmatch(text):
        return plain[1], plain[2] or ""
    return "", ""


def _groups(text: str, mark: str) -> bool:
    """Whether a mark before three digits groups them."""
    if text.count(mark) > 1:
        return True
    return not text.startswith("0") and mark == get_group_symbol(current_locale())


def in_address(amount: Decimal) -> str:
    """Write an amount so that it reads the same in every language: 1.2340, never 1.234."""
    text = f"{amount.normalize():f}"
    return f"{text}0" if _GROUPED.fullmatch(text) else text


def as_typed(amount: Decimal) -> str:
    """Write an amount as a shopper would type it in the language of the page."""
    own = len(in_address(amount).partition(".")[2])
    pattern = f"0.{'0' * max(own, 2)}" if own else "0"
    return str(format_decimal(amount, format=pattern, locale=current_locale()))
