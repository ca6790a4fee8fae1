"""The order in which people expect sizes: XS before S, 36.5 between 36 and 37, 9 before 10."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Sorted by the whole text, which may be as long as an attribute's value.
SizeKey = tuple[int, str, tuple[tuple[int, str, str], ...], str]

_ONE_SIZE: Final = frozenset({"onesize", "os", "onesizefitsall", "einheitsgröße", "unisize"})
_WORDS: Final = (("extra", "x"), ("small", "s"), ("medium", "m"), ("large", "l"))
_LETTERS: Final = re.compile(r"(?P<times>[0-9]?)(?P<more>x{0,9})(?P<base>[sml])")
_THIRDS: Final = re.compile(r"(?<![0-9/])([0-9]{1,3}) ([12])/([23])(?![0-9/])")
_NUMBER: Final = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
# Children's clothes: months come before years.
_YEARS: Final = re.compile(r"(?:years?|yrs?|jahren?|jahre?|ans|y)\b")
_BASES: Final = {"s": -1, "m": 0, "l": 1}
# The first part of the key of a text without letters or numbers of a size.
_WORDS_ONLY: Final = 4


def size_key(size: str) -> SizeKey:
    """Return a sort key: one size for all, letters, numbers, then other words."""
    text = " ".join(size.casefold().split())
    joined = re.sub(r"[ .\-]", "", text)
    if joined in _ONE_SIZE:
        return (0, "", (), "")
    letters = [_letters(part) for part in _shortened(joined).split("/")]
    if all(place is not None for place in letters):
        return (1, "", tuple((place or 0, "", "") for place in letters), text)
    return _numbered(text)


def is_size(text: str) -> bool:
    return size_key(text)[0] != _WORDS_ONLY


def _shortened(joined: str) -> str:
    for word, letter in _WORDS:
        joined = joined.replace(word, letter)
    return joined


def _letters(text: str) -> int | None:
    """Return the place of a size such as "xl" or "3xl" around M, which is at 0."""
    found = _LETTERS.fullmatch(text)
    if found is None or (found["base"] == "m" and text != "m"):
        return None
    more = int(found["times"] or 1) - 1 + len(found["more"]) if found["more"] else 0
    return _BASES[found["base"]] * (1 + more)


def _numbered(text: str) -> SizeKey:
    plain = _THIRDS.sub(_decimal, _with_decimals(text))
    found = list(_NUMBER.finditer(plain))
    if not found:
        return (_WORDS_ONLY, plain, (), "")
    before, after = plain[: found[0].start()].strip(), plain[found[-1].end() :].strip()
    numbers = tuple(_number(each[1], each[2] or "") for each in found)
    return (3 if _YEARS.match(after) else 2, before, numbers, after)


def _with_decimals(text: str) -> str:
    """Write "7½" as "7.5"."""
    return "".join(
        f".{round(unicodedata.numeric(mark) * 100):02}" if mark in "¼½¾⅓⅔" else mark
        for mark in text
    )


def _decimal(found: re.Match[str]) -> str:
    return f"{found[1]}.{round(int(found[2]) / int(found[3]) * 100):02}"


def _number(whole: str, decimals: str) -> tuple[int, str, str]:
    """Compare lengths, then digits: no number is too long to be parsed."""
    digits = whole.lstrip("0")
    return (len(digits), digits, decimals)
