"""The phrases by which a term is found, as keys that all their inflections share."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, takewhile
from typing import Final

from catalog.language.inflection import lemma, phrase_keys
from catalog.language.language_data import language_data
from catalog.language.normalise import fold

# "Navy/White", "Hats, scarves", "80% Wool 20% Nylon".
_JOINT: Final = re.compile(r"[/,;|&+]|\d+(?:[.,]\d+)?\s*%")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
MIN_PART: Final = 2  # letters
_REMEMBERED: Final = 8_192  # phrases

# As typed: phrase_keys folds them, and knows a possessive by its apostrophe.
Words = tuple[str, ...]


def keys_of(words: Sequence[str], languages: Iterable[str]) -> tuple[str, ...]:
    """The keys of a phrase in all languages of the shop."""
    return _keys_of(tuple(words), tuple(languages))


# A query asks for the keys of each of its phrases several times.
@lru_cache(maxsize=_REMEMBERED)
def _keys_of(words: Words, languages: tuple[str, ...]) -> tuple[str, ...]:
    keys = (key for language in languages for key in phrase_keys(words, language))
    return tuple(dict.fromkeys(keys))


def is_small_word(word: str, languages: Iterable[str]) -> bool:
    """Whether the word only connects others: "and", "for", "the"."""
    return any(fold(word) in _small_words(language) for language in languages)


def label_keys(label: str, languages: Sequence[str], *, joined: bool) -> str:
    """The keys of a label, and of its parts if it is one that may be `joined` of several."""
    parts = parts_of(label, languages) if joined else ()
    return _keys([tuple(label.split()), *parts], languages)


def head_keys(label: str, languages: Sequence[str]) -> str:
    """The keys of what each part of a label ends in: "tables" of "Wooden tables & lamps".

    What follows a preposition is no head: "Covers for phones" are no phones.
    """
    return _keys(
        (end for part in parts_of(label, languages) for end in _ends(part, languages)), languages
    )


def parts_of(label: str, languages: Iterable[str]) -> tuple[Words, ...]:
    """The parts of a label that joins several things: "Hats, scarves and gloves"."""
    pieces = _JOINT.split(_IN_BRACKETS.sub(" ", label))
    joints = frozenset[str]().union(*map(_conjunctions, languages))
    split = [part for piece in pieces for part in _split(piece.split(), joints)]
    parts = (*split, *_completed(split, languages))
    return tuple(dict.fromkeys(part for part in parts if _is_usable(fold(" ".join(part)))))


def heads_of(label: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The last word of each part of a label."""
    return tuple(part[-1] for part in parts_of(label, languages))


def _keys(phrases: Iterable[Words], languages: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(key for words in phrases for key in keys_of(words, languages)))


def _ends(part: Words, languages: Iterable[str]) -> Iterator[Words]:
    prepositions = frozenset[str]().union(*map(_prepositions, languages))
    head = tuple(takewhile(lambda word: fold(word) not in prepositions, part))
    # The whole part is found as a phrase anyway, but not a head that stands before a preposition.
    first = 1 if head == part else 0
    return (head[start:] for start in range(first, len(head)))


def _split(words: Sequence[str], joints: frozenset[str]) -> Iterator[Words]:
    groups = groupby(words, key=lambda word: fold(word) in joints)
    return (tuple(group) for is_joint, group in groups if not is_joint)


def _completed(parts: Sequence[Words], languages: Iterable[str]) -> Iterator[Words]:
    """The parts whose last word is said once: "Kitchen Chairs" of "Kitchen & Dining Chairs"."""
    last = parts[-1][-1] if parts else ""
    for part in parts[:-1]:
        if _is_plural(last, languages) and not _is_plural(part[-1], languages):
            yield (*part, last)


def _is_plural(word: str, languages: Iterable[str]) -> bool:
    return any(lemma(word, language) != fold(word) for language in languages)


def _is_usable(folded: str) -> bool:
    return len(folded) >= MIN_PART and not folded.isdigit()


@cache
def _conjunctions(language: str) -> frozenset[str]:
    return frozenset(map(fold, language_data(language).conjunctions))


@cache
def _prepositions(language: str) -> frozenset[str]:
    return frozenset(map(fold, language_data(language).prepositions))


@cache
def _small_words(language: str) -> frozenset[str]:
    small = frozenset(map(fold, language_data(language).small_words))
    return small | _conjunctions(language) | _prepositions(language)
