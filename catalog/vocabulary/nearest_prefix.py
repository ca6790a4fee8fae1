"""Corrects a misspelt beginning of a word."""

from bisect import bisect_left
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.vocabulary.spelling import MAX_LETTERS, MIN_LETTERS, SHORT_LETTERS


def nearest_prefix(prefix: str, words: Sequence[str]) -> str | None:
    """The nearest beginning of the sorted words, of the same length; None if all are too far.

    Of equally near ones, that which begins most words. It has the same first letter, or differs in
    nothing but the first two.
    """
    if not MIN_LETTERS <= len(prefix) <= MAX_LETTERS or not prefix.isalpha():
        return None
    furthest = 1 if len(prefix) <= SHORT_LETTERS else 2
    return _nearest(prefix, _beginning_with(prefix[0], words), furthest) or _nearest(
        prefix, _beginning_with(prefix[1], words), 1
    )


def _beginning_with(letter: str, words: Sequence[str]) -> Sequence[str]:
    first = bisect_left(words, letter)
    return words[first : bisect_left(words, chr(ord(letter) + 1), first)]


def _nearest(prefix: str, words: Sequence[str], furthest: int) -> str | None:
    length = len(prefix)
    counts: dict[str, int] = {}
    for word in words:
        if len(word) >= length:
            beginning = word[:length]
            counts[beginning] = counts.get(beginning, 0) + 1
    found = process.extract(
        prefix, list(counts), scorer=OSA.distance, score_cutoff=furthest, limit=None
    )
    best = min(found, key=lambda near: (near[1], -counts[near[0]], near[0]), default=None)
    return best[0] if best else None
