"""Terms from the titles of the products on sale: frequent words, and pairs of words."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from catalog.language.normalise import fold
from catalog.vocabulary.phrases import is_small_word
from catalog.vocabulary.rows import title_row
from catalog.vocabulary.sample import Sample
from catalog.vocabulary.term import TermRow

# Words are many, since misspelt words are compared with them; the phrases only tell what belongs
# together.
MAX_WORDS: Final = 16_000
MAX_PHRASES: Final = 4_000
MIN_LETTERS: Final = 3
MAX_LETTERS: Final = 40
# In a small catalog every word counts, or most words could not be corrected.
SMALL_CATALOG: Final = 10_000
# Phrases that are counted at a time. When there are more, those that occurred once are forgotten.
MAX_COUNTED: Final = 300_000

TITLES: Final = "SELECT p.title FROM {on_sale}"
_WORD: Final = re.compile(r"\w+")

Words = tuple[str, ...]


def title_rows(sample: Sample, languages: Sequence[str]) -> list[TermRow]:
    words: Counter[Words] = Counter()
    phrases: Counter[Words] = Counter()
    for (title,) in sample.rows(TITLES):
        of_title = title_words(title)
        words.update({(word,) for word in of_title if _is_word(word)})
        phrases.update({pair for pair in pairwise(of_title) if all(map(_is_word, pair))})
        if len(phrases) > MAX_COUNTED:
            phrases = Counter({phrase: n for phrase, n in phrases.items() if n > 1})
    rarest = 1 if sample.products <= SMALL_CATALOG else 2
    return [
        *_rows(words, sample, languages, rarest, MAX_WORDS),
        *_rows(phrases, sample, languages, 2, MAX_PHRASES),
    ]


def title_words(title: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", title).lower())


def _is_word(word: str) -> bool:
    return MIN_LETTERS <= len(word) <= MAX_LETTERS and word.isalpha()


def _rows(
    counts: Counter[Words], sample: Sample, languages: Sequence[str], rarest: int, most: int
) -> Iterator[TermRow]:
    """A row for each of the most frequent phrases, by its most frequent spelling."""
    merged: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for words, count in counts.most_common():
        if count >= rarest and not any(is_small_word(word, languages) for word in words):
            phrase = " ".join(words)
            merged[fold(phrase)].append((phrase, count))
    for spellings in list(merged.values())[:most]:
        count = sum(count for _, count in spellings)
        yield title_row(spellings[0][0], sample.scaled(count), languages)
