"""Corrects a misspelt word to the nearest word of the shop."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

# In shorter words, most neighbours are other words: "cap" and "cup".
MIN_LETTERS: Final = 4
# Up to so many letters, a word may differ in one place; longer words in two. People rarely mistype
# the first letter: with another one, a word may differ in nothing else, and a short word must have
# the same letters. "Nike" is no misspelt bike.
SHORT_LETTERS: Final = 5
MAX_LETTERS: Final = 40

Bucket = dict[str, list[str]]  # words by their first letter


class Spelling:
    """The words of the shop in buckets of equal length and first letter."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._letters = sorted({word[0] for word in counts})
        self._buckets: dict[int, Bucket] = defaultdict(lambda: defaultdict(list))
        for word in counts:
            if MIN_LETTERS - 1 <= len(word) <= MAX_LETTERS and word.isalpha():
                self._buckets[len(word)][word[0]].append(word)

    def nearest(self, word: str) -> str | None:
        """The nearest word, of the nearest the most frequent; None if all are too far.

        `word` is folded. One with a digit is no misspelling, but an article number or a size.
        """
        if not MIN_LETTERS <= len(word) <= MAX_LETTERS or not word.isalpha():
            return None
        found = (
            list(self._at(word, 1))
            or self._with_other_first_letter(word)
            or (list(self._at(word, 2)) if len(word) > SHORT_LETTERS else [])
        )
        return min(found, key=lambda other: (-self._counts[other], other), default=None)

    def _at(self, word: str, distance: int) -> Iterator[str]:
        """Words with the same first letter at this distance or nearer (OSA: a swap is one step)."""
        for length in range(len(word) - distance, len(word) + distance + 1):
            words = self._buckets.get(length, {}).get(word[0], [])
            for other, _, _ in process.extract(
                word, words, scorer=OSA.distance, score_cutoff=distance, limit=None
            ):
                yield other

    def _with_other_first_letter(self, word: str) -> list[str]:
        """Words at distance 1 with another first letter."""
        possible = [word[1] + word[0] + word[2:]]
        if len(word) > SHORT_LETTERS:
            possible.append(word[1:])
            possible += [letter + rest for letter in self._letters for rest in (word, word[1:])]
        return [other for other in possible if other in self._counts]
