"""Amounts of money: "50", "1.299,00", "€ 49.90", "fifty dollars"; not "28 cm" or "45x45"."""

from dataclasses import dataclass
from decimal import Decimal

import regex

from catalog.search.query import MAX_PRICE
from catalog.search.understanding.reading import Reading

_DECIMALS = regex.compile(r"[.,]([0-9]{1,2})$")
_NOT_A_DIGIT = regex.compile(r"[^0-9]")
# Below this, a bare number before a word counts things: "more than 2 pockets".
_FEW = 10
# What ties a number to more than itself: "1/2", "#12", "SKU-50", "v2.0", "+49".
_TIES = "/#*_\\:@=&"
_SEPARATORS = ".,'"  # "1,2345"


@dataclass(frozen=True, slots=True)
class Amount:
    end: int  # index of the lexeme after it
    value: Decimal
    currency: str | None  # "" for a symbol of several currencies, None where none was typed
    is_weight: bool = False  # or may be: "50 pounds"

    @property
    def code(self) -> str:
        return self.currency or ""

    @property
    def has_currency(self) -> bool:
        return self.currency is not None


def read_amount(reading: Reading, at: int) -> Amount | None:
    """The amount that begins at this lexeme."""
    before = reading.book.currencies.match(reading.lexemes, at)
    number = _number(reading, before[0] if before else at)
    if number is None:
        return None
    end, value = number
    if before:
        return _checked(reading, Amount(_after_dash(reading, end), value, before[1]))
    end = _after_dash(reading, end)
    if after := reading.book.currencies.match(reading.lexemes, end):
        is_weight = reading.book.units.match(reading.lexemes, end) is not None
        return _checked(reading, Amount(after[0], value, after[1], is_weight))
    return _checked(reading, Amount(end, value, None))


def _number(reading: Reading, at: int) -> tuple[int, Decimal] | None:
    lexeme = reading.get(at)
    if lexeme is None:
        return None
    if lexeme.is_number:
        return at + 1, number_value(lexeme.key)
    words = reading.book.numbers.match(reading.lexemes, at)
    return (words[0], Decimal(words[1])) if words else None


def number_value(typed: str) -> Decimal:
    """The value of "1,299.00", "1.299,00", "1 299" or "49,9"."""
    decimals = _DECIMALS.search(typed)
    whole = typed[: decimals.start()] if decimals else typed
    digits = _NOT_A_DIGIT.sub("", whole)
    return Decimal(f"{digits}.{decimals[1]}" if decimals else digits)


def _after_dash(reading: Reading, at: int) -> int:
    """The index after the dash of "50,-" and "50.-"."""
    if reading.is_symbol(at, ".,") and reading.is_glued(at) and reading.is_glued(at + 1):
        following = reading.get(at + 2)
        tied = following is not None and following.glued and following.kind != "symbol"
        return at + 2 if reading.is_dash(at + 1) and not tied else at
    return at


def _checked(reading: Reading, amount: Amount) -> Amount | None:
    if amount.value > MAX_PRICE or is_tied(reading, amount.end):
        return None
    return None if not amount.has_currency and has_unit(reading, amount.end) else amount


def has_unit(reading: Reading, at: int) -> bool:
    """Whether a unit begins here; the w of "w/o" and the l of "l-shaped" are none."""
    unit = reading.book.units.match(reading.lexemes, at)
    joints = (reading.book.prepositions, reading.book.cues)
    if unit is None or any(table.match(reading.lexemes, at) for table in joints):
        return False
    return not reading.is_hyphenated(unit[0] - 1)


def is_tied(reading: Reading, at: int) -> bool:
    """Whether the lexeme here makes the number before it a part of something longer."""
    lexeme, following = reading.get(at), reading.get(at + 1)
    if lexeme is None or not lexeme.glued:
        return False
    if lexeme.kind != "symbol":
        return True
    ties = _TIES + _SEPARATORS if following and following.is_number else _TIES
    return lexeme.key in ties and reading.is_glued(at + 1)


def counts_things(reading: Reading, amount: Amount) -> bool:
    """Whether a bare number belongs to what follows: "2 pockets", the 12 of "AB 12 34"."""
    following = reading.get(amount.end)
    if amount.has_currency or following is None:
        return False
    if not following.is_word or amount.value >= _FEW:
        return following.is_number
    tables = (reading.book.prepositions, reading.book.conjunctions, reading.book.cues)
    return not any(table.match(reading.lexemes, amount.end) for table in tables)


def goes_on(reading: Reading, amount: Amount) -> bool:
    """Whether a hyphen ties the amount to what follows: "50-inch"."""
    end = amount.end
    return reading.is_dash(end) and reading.is_glued(end) and reading.is_glued(end + 1)


def is_year(amount: Amount) -> bool:
    return not amount.has_currency and 1900 <= amount.value <= 2099 and amount.value % 50 != 0
