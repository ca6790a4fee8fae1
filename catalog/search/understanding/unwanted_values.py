"""Attribute values that a query excludes before it says what it wants: "no leather shoes".

Where no wanted word stands before it, "no" may begin a name. Before a value of the shop that goes
on to something wanted, it does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.language.language_data import language_data
from catalog.language.normalise import fold
from catalog.search.understanding.phrase import Phrase
from catalog.search.understanding.tokens import Span

_LONGEST_CUE = 4  # phrases


@dataclass(frozen=True, slots=True)
class UnwantedValue:
    phrases: tuple[Phrase, ...]  # those of "no leather"
    value: Phrase  # "leather"

    @property
    def span(self) -> Span:
        return Span(self.phrases[0].span.start, self.phrases[-1].span.end)


def unwanted_values(
    phrases: Sequence[Phrase], languages: tuple[str, ...]
) -> Iterator[UnwantedValue]:
    at = 0
    while at < len(phrases):
        found = _at(phrases, at, languages)
        if found and _says_what_is_wanted((*phrases[:at], *phrases[at + len(found.phrases) :])):
            yield found
            at += len(found.phrases)
        else:
            at += 1


def _at(phrases: Sequence[Phrase], at: int, languages: tuple[str, ...]) -> UnwantedValue | None:
    cues = _cues(languages)
    starts = [at + 1] if fold(phrases[at].text) in cues.prefixes else []
    if at == 0:
        starts += _ends_of_cues(phrases, cues)
    for start in starts:
        if start < len(phrases) and _is_value(phrases[start]):
            return UnwantedValue(tuple(phrases[at : start + 1]), phrases[start])
    following = fold(phrases[at + 1].text) if at + 1 < len(phrases) else ""
    if following in cues.suffixes and _is_value(phrases[at]):
        return UnwantedValue(tuple(phrases[at : at + 2]), phrases[at])
    return None


def _ends_of_cues(phrases: Sequence[Phrase], cues: "_Cues") -> list[int]:
    """The places after a cue that the phrases begin with, and after its article: "not a"."""
    texts = [fold(phrase.text) for phrase in phrases[: _LONGEST_CUE + 1]]
    ends = [end for end in range(1, len(texts)) if " ".join(texts[:end]) in cues.cues]
    return [*ends, *(end + 1 for end in ends if texts[end] in cues.determiners)]


def _is_value(phrase: Phrase) -> bool:
    return bool(phrase.other and phrase.other.attribute_names)


def _says_what_is_wanted(phrases: Sequence[Phrase]) -> bool:
    return any(phrase.kind or (phrase.other and phrase.other.has_facts) for phrase in phrases)


@dataclass(frozen=True, slots=True)
class _Cues:
    cues: frozenset[str]
    determiners: frozenset[str]
    prefixes: frozenset[str]
    suffixes: frozenset[str]


@lru_cache(maxsize=64)
def _cues(languages: tuple[str, ...]) -> _Cues:
    data = [language_data(language).exclusions for language in languages]
    return _Cues(
        cues=frozenset(fold(cue) for each in data for cue in each.cues),
        determiners=frozenset(fold(word) for each in data for word in each.determiners),
        prefixes=frozenset(fold(word) for each in data for word in each.prefixes),
        suffixes=frozenset(fold(word) for each in data for word in each.suffixes),
    )
