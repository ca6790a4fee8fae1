"""Finds the terms that a text begins, while it is typed: by the first letters of its last word."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from catalog.vocabulary.nearest_prefix import nearest_prefix
from catalog.vocabulary.term import TITLE, TermRow

# Sorts behind every continuation of a prefix.
LAST: Final = chr(0x10FFFF)
# Letters. An earlier word may lack the ending of a plural: one letter, or two if it is longer than
# SHORT. So "lamp" stands for "lamps", but "tab" not for "table".
SHORT: Final = 4


class Completions:
    """`rows` are ordered: what is found comes in the same order."""

    def __init__(self, rows: Sequence[TermRow]) -> None:
        self._rows = [row for row in rows if row.facet != TITLE]
        self._words = [frozenset(row.folded.split()) for row in self._rows]
        entries = sorted(
            (word, place) for place, row in enumerate(self._rows) for word in _starts(row.folded)
        )
        self._starts = [word for word, _ in entries]
        self._places = [place for _, place in entries]
        # Words of titles are not completed here, but a misspelt beginning may mean one of them.
        titles = {word for row in rows if row.facet == TITLE for word in row.folded.split()}
        self._all_words = sorted(titles.union(self._starts))

    def find(self, words: Sequence[str], prefix: str) -> Iterator[TermRow]:
        """The terms that have the words, and another word that begins with the prefix.

        All are folded. Without words, `prefix` may also begin the whole term, written as one word.
        """
        ranges = (_range(self._starts, start) for start in (*words, prefix))
        first, behind = min(ranges, key=lambda bounds: bounds[1] - bounds[0])
        for place in sorted(set(self._places[first:behind])):
            if not words or _fits(self._words[place], words, prefix):
                yield self._rows[place]

    def begins_nothing(self, prefix: str) -> bool:
        first, behind = _range(self._all_words, prefix)
        return first == behind

    def correction(self, prefix: str) -> str | None:
        """The beginning of a word, as long as this one, that this one was probably meant to be."""
        return nearest_prefix(prefix, self._all_words)


def _range(ordered: Sequence[str], prefix: str) -> tuple[int, int]:
    first = bisect_left(ordered, prefix)
    return first, bisect_left(ordered, prefix + LAST, first)


def _starts(folded: str) -> Iterator[str]:
    """Every word, and the whole as one word: "t shirts" is found by "tsh" too."""
    words = folded.split()
    yield from words
    if len(words) > 1:
        yield "".join(words)


def _fits(of_term: frozenset[str], words: Sequence[str], prefix: str) -> bool:
    return any(word.startswith(prefix) for word in of_term) and all(
        _has(of_term, word) for word in words
    )


def _has(words: frozenset[str], wanted: str) -> bool:
    longest = len(wanted) + (1 if len(wanted) <= SHORT else 2)
    return wanted in words or any(
        word.startswith(wanted) and len(word) <= longest for word in words
    )
