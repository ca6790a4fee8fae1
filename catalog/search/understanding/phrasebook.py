"""The phrases of a shop's languages, ready to be recognised in lexemes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from catalog.language.language_data import Exclusions, LanguageData, Prices, language_data
from catalog.search.understanding.tokens import Lexeme, lexemes

Value = TypeVar("Value")
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class PhraseTable(Generic[Value]):
    """Phrases with a value each. Looking for one costs no more than its length."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._values: dict[tuple[str, ...], Value] = {}
        self._longest: dict[str, int] = {}  # by first key
        for phrase, value in phrases:
            for spelling in (phrase, phrase.translate(_DIGRAPHS)):
                keys = tuple(lexeme.key for lexeme in lexemes(spelling))
                self._values.setdefault(keys, value)
                self._longest[keys[0]] = max(len(keys), self._longest.get(keys[0], 0))

    @property
    def first_keys(self) -> frozenset[str]:
        return frozenset(self._longest)

    def items(self) -> Iterator[tuple[str, Value]]:
        return ((" ".join(keys), value) for keys, value in self._values.items())

    def match(self, found: Sequence[Lexeme], at: int) -> tuple[int, Value] | None:
        """The index after the longest phrase that begins at this lexeme, and its value."""
        longest = self._longest.get(found[at].key) if at < len(found) else None
        if longest is None:
            return None
        keys = tuple(lexeme.key for lexeme in found[at : at + longest])
        while keys:
            if keys in self._values:
                return at + len(keys), self._values[keys]
            keys = keys[:-1]
        return None

    def end(self, found: Sequence[Lexeme], at: int) -> int:
        """The index after the longest phrase that begins here; `at` if none does."""
        match = self.match(found, at)
        return match[0] if match else at


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """The phrases of language files, under the names that they have there."""

    below: PhraseTable[str]
    above: PhraseTable[str]
    around: PhraseTable[str]
    between: PhraseTable[str]
    between_and: PhraseTable[str]
    starting: PhraseTable[str]
    up_to: PhraseTable[str]
    or_less: PhraseTable[str]
    or_more: PhraseTable[str]
    negations: PhraseTable[str]
    leads: PhraseTable[str]
    names: PhraseTable[str]
    cues: PhraseTable[str]
    determiners: PhraseTable[str]
    alternatives: PhraseTable[str]
    prefixes: PhraseTable[str]
    suffixes: PhraseTable[str]
    lack_cues: PhraseTable[str]
    lacks: PhraseTable[str]
    size_cues: PhraseTable[str]
    size_values: PhraseTable[str]
    currencies: PhraseTable[str]
    numbers: PhraseTable[int]
    units: PhraseTable[str]
    unit_forms: PhraseTable[str]
    sorts: PhraseTable[str]
    available: PhraseTable[str]
    conjunctions: PhraseTable[str]
    prepositions: PhraseTable[str]
    requests: PhraseTable[str]
    set_phrases: PhraseTable[str]
    small_words: PhraseTable[str]
    # Derived: all that ends an excluded phrase, and the keys of lexemes that may begin a price.
    stops: PhraseTable[str]
    price_keys: frozenset[str]


@lru_cache(maxsize=64)
def phrase_book(languages: tuple[str, ...]) -> PhraseBook:
    """One book for all languages of a shop. Where two differ, the first language decides."""
    data = [language_data(name) for name in languages]
    flat = {name: name for name in _FLAT} | {
        **{field.name: f"prices.{field.name}" for field in fields(Prices)},
        **{field.name: f"exclusions.{field.name}" for field in fields(Exclusions)},
        "size_cues": "sizes.cues",
        "size_values": "sizes.values",
    }
    tables = {name: _table(data, path) for name, path in flat.items()}
    stops = PhraseTable(pair for name in _STOPS for pair in tables[name].items())
    price_keys = frozenset().union(*(tables[name].first_keys for name in _PRICES))
    return PhraseBook(**tables, stops=stops, price_keys=price_keys)


_STOPS = (
    "conjunctions", "prepositions", "cues", "alternatives", "available", "sorts",
    "size_cues", "requests",
)  # fmt: skip
_PRICES = (
    "below", "above", "around", "between", "starting", "negations", "leads", "names", "currencies",
    "numbers",
)  # fmt: skip
_FLAT = (
    "currencies", "numbers", "units", "unit_forms", "sorts", "available",
    "conjunctions", "prepositions", "requests", "set_phrases", "small_words",
)  # fmt: skip


def _table(data: Iterable[LanguageData], path: str) -> PhraseTable[Any]:
    entries = map(attrgetter(path), data)
    return PhraseTable(pair for found in entries for pair in _pairs(found))


def _pairs(found: tuple[str, ...] | Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    if not isinstance(found, Mapping):
        return ((phrase, phrase) for phrase in found)
    if any(isinstance(value, tuple) for value in found.values()):
        return ((phrase, key) for key, phrases in found.items() for phrase in phrases)
    return found.items()
