"""One key for all forms of a word: "scarves" finds "Scarf", and "sun glasses" "Sunglasses"."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import snowballstemmer

from catalog.language.dictionaries import dictionary
from catalog.language.language_data import Inflection, available_languages, language_data
from catalog.language.normalise import fold

# The words of a shop and its queries; at most 12 MB.
_CACHED = 32_768
_LONGEST = 60
_SHORTEST_PART = 4
# Of one word that is typed apart: "WH 1000 XM 5".
_MOST_PARTS = 4
_POSSESSIVE = re.compile(r"(?<=\w) s\b")


@lru_cache(maxsize=_CACHED)
def lemma(word: str, language: str) -> str:
    """The folded dictionary form; the folded word itself where no dictionary knows better.

    The word may be folded. As typed it is looked up with its accents.
    """
    folded = _folded(word)
    inflection = language_data(language).inflection
    if folded in inflection.exceptions:
        return inflection.exceptions[folded]
    if not _is_inflected(folded, inflection):
        return folded
    return _looked_up(word, folded, language) or _without_suffix(folded, inflection)


@lru_cache(maxsize=_CACHED)
def word_key(word: str, language: str) -> str:
    """What all forms of the word share: the stem of its lemma."""
    return _stem(lemma(word, language), language)


@lru_cache(maxsize=_CACHED)
def _stem(word: str, language: str) -> str:
    """The stem of a folded word. Exceptions have their lemma instead."""
    exceptions = language_data(language).inflection.exceptions
    base = exceptions.get(word, word)
    if base in exceptions.values():
        return base
    return fold(_stemmer(language)(base[:_LONGEST])) or base


def phrase_keys(words: Sequence[str], language: str) -> tuple[str, ...]:
    """One to three keys. Phrases that share one differ in inflection and spaces only.

    One is of the words as typed: for a dictionary, "gestreift" (striped) may be a form of the verb,
    but "gestreiftes" an adjective.
    """
    parts = _folded(" ".join(words)).split()
    apart = "".join(word_key(part, language) for part in parts)
    joined = word_key("".join(parts), language) if len(parts) <= _MOST_PARTS else ""
    has_stemmer = bool(language_data(language).inflection.stemmer)
    as_typed = "".join(_stem(part, language) for part in parts) if has_stemmer else ""
    return tuple(dict.fromkeys(key for key in (apart, joined, as_typed) if key))


@lru_cache(maxsize=_CACHED)
def is_known(word: str, language: str) -> bool:
    """Whether a dictionary of the language has the word, with its accents or without."""
    entries = dictionary(language)
    folded = fold(word)
    lower = word.lower()
    spellings = {lower, lower.capitalize(), *_with_accents(folded, language)}
    return any(spelling in entries for spelling in spellings) or _is_compound(folded, language)


def _with_accents(folded: str, language: str) -> Iterator[str]:
    """Spellings that the folded word may stand for: "gruene" and "grune" for "grüne"."""
    digraphs = language_data(language).inflection.digraphs
    for plain in (folded, *_replaced(folded, digraphs)):
        yield from (plain, plain.capitalize())


def _is_compound(folded: str, language: str) -> bool:
    """Whether two words of the dictionary make up this one: "damen" + "jacke"."""
    linking = language_data(language).inflection.linking
    entries = dictionary(language)
    splits = range(_SHORTEST_PART, min(len(folded), _LONGEST) - _SHORTEST_PART + 1)
    return bool(linking) and any(
        folded[at:].capitalize() in entries and _is_first_part(folded[:at], language)
        for at in splits
    )


def _is_first_part(part: str, language: str) -> bool:
    entries = dictionary(language)
    linking = language_data(language).inflection.linking
    parts = {part, *(part.removesuffix(letters) for letters in linking)}
    return any(p.capitalize() in entries for p in parts if len(p) >= _SHORTEST_PART)


def _replaced(folded: str, digraphs: Mapping[str, str]) -> Iterator[str]:
    for digraph, letter in digraphs.items():
        for match in re.finditer(digraph, folded[:_LONGEST]):
            yield folded[: match.start()] + letter + folded[match.end() :]


def _folded(text: str) -> str:
    """Folded; a possessive is a form like the plural: "women's" is "womens"."""
    return _POSSESSIVE.sub("s", fold(text))


def _is_inflected(folded: str, inflection: Inflection) -> bool:
    return not inflection.endings or folded.endswith(inflection.endings)


def _looked_up(word: str, folded: str, language: str) -> str:
    entries = dictionary(language)
    lower = word.lower()
    for spelling in dict.fromkeys((lower.capitalize(), lower, folded.capitalize(), folded)):
        if found := entries.get(spelling):
            return fold(found)
    return ""


def _without_suffix(folded: str, inflection: Inflection) -> str:
    for suffix, ending in inflection.suffixes.items():
        if folded.endswith(suffix) and len(folded) > len(suffix) + 1:
            return folded.removesuffix(suffix) + ending
    return folded


@lru_cache
def _stemmer(language: str) -> Callable[[str], str]:
    """That of the language file; without a file, the one that is named after the language."""
    has_file = language in available_languages()
    name = language_data(language).inflection.stemmer if has_file else language
    if name not in snowballstemmer.algorithms():
        return str
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return stem
