"""Synonyms by phrase keys, so that every inflection of a phrase finds its alternatives."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from catalog.language.inflection import phrase_keys
from catalog.language.synonyms import Synonym

# Phrases whose keys a process remembers. Most are of the default lists, which never change.
MAX_REMEMBERED: Final = 50_000


class SynonymIndex:
    def __init__(self, synonyms: Mapping[str, Sequence[Synonym]]) -> None:
        """`synonyms` are those of each language of the shop."""
        self._alternatives: dict[str, dict[str, None]] = {}
        self._broader: dict[str, dict[str, None]] = {}
        self.longest_phrase = 0
        for language, of_language in synonyms.items():
            for synonym in of_language:
                self._add(synonym, language)

    def of(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The alternatives of a phrase that mean no more than it does."""
        return _phrases(self._alternatives, keys)

    def broader_than(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Those that mean more: "boots" for "chelsea boots"."""
        return _phrases(self._broader, keys)

    def _add(self, synonym: Synonym, language: str) -> None:
        words, keys = _words_and_keys(synonym.phrase, language)
        self.longest_phrase = max(self.longest_phrase, words)
        for key in keys:
            equal = (each for each in synonym.alternatives if each not in synonym.broader)
            self._alternatives.setdefault(key, {}).update(dict.fromkeys(equal))
            self._broader.setdefault(key, {}).update(dict.fromkeys(synonym.broader))


def _phrases(by_key: Mapping[str, Mapping[str, None]], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for key in keys for phrase in by_key.get(key, ())))


@lru_cache(maxsize=MAX_REMEMBERED)
def _words_and_keys(phrase: str, language: str) -> tuple[int, tuple[str, ...]]:
    words = phrase.split()
    return len(words), phrase_keys(words, language)
