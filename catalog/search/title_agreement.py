"""Whether two listings may be of one product, by their brands and titles."""

from __future__ import annotations

from typing import Final

from catalog.language.normalise import fold
from catalog.models import Product

# Letters of the shortest word that says something, unless it has digits.
MIN_LETTERS: Final = 3


def titles_agree(one: Product, other: Product) -> bool:
    """Whether the brand is the same, or more than half of the words of the shorter title.

    Titles may be in different languages, but the brand stays.
    """
    ours, theirs = _words(one.title), _words(other.title)
    brands = _words(one.brand), _words(other.brand)
    if _is_within(brands[0], theirs | brands[1]) or _is_within(brands[1], ours | brands[0]):
        return True
    return 2 * len(ours & theirs) > min(len(ours), len(theirs))


def _is_within(brand: frozenset[str], words: frozenset[str]) -> bool:
    return bool(brand) and brand <= words


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in fold(text).split() if _says_something(word))


def _says_something(word: str) -> bool:
    return len(word) >= MIN_LETTERS or not word.isalpha() or not word.isascii()
