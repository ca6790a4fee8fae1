"""What a language file holds: `languages/NAME.toml`, checked when it is read.

NAME is the Postgres text search configuration of the language. docs/languages.md describes the
tables. Phrases are written as people type them; readers compare them folded.
"""

import tomllib
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"
type_hints = lru_cache(typing.get_type_hints)

Phrases = tuple[str, ...]
Names = Mapping[str, str]


class LanguageDataError(ValueError):
    """A language file that does not have the shape; the message names file, table and key."""


@dataclass(frozen=True, slots=True)
class Inflection:
    stemmer: str = ""  # algorithm of snowballstemmer; none strips `suffixes` only
    endings: Phrases = ()  # the dictionary answers for these only; none: for every word
    suffixes: Names = field(default_factory=dict)  # for words no dictionary knows; first match
    exceptions: Names = field(default_factory=dict)  # word -> lemma, before the dictionary
    digraphs: Names = field(default_factory=dict)  # "ae" = "ä": typed for a letter
    linking: Phrases = ()  # letters between the parts of a compound; none: no compounds
    whole: Phrases = ()  # no kind of what they end in: a Handschuh (glove) is no Schuh (shoe)


@dataclass(frozen=True, slots=True)
class Prices:
    below: Phrases = ()
    above: Phrases = ()
    around: Phrases = ()
    between: Phrases = ()
    between_and: Phrases = ()
    starting: Phrases = ()  # "from 50", "from 50 to 80"
    up_to: Phrases = ()  # "50 to 80", "from 50 to 80"
    or_less: Phrases = ()
    or_more: Phrases = ()
    negations: Phrases = ()  # turn a bound round: "not under 50"
    leads: Phrases = ()  # belong to the price that follows: "for under 50"
    names: Phrases = ()  # say that a price follows: "price 20-30"


@dataclass(frozen=True, slots=True)
class Exclusions:
    cues: Phrases = ()
    determiners: Phrases = ()  # between cue and phrase: "without any stripes"
    alternatives: Phrases = ()  # go on with an exclusion: "no dots or stripes"
    prefixes: Phrases = ()  # before a value: "non-leather"
    suffixes: Phrases = ()  # after a value: "leather-free"
    lack_cues: Phrases = ()
    lacks: Mapping[str, Phrases] = field(default_factory=dict)  # sleeveless = ["sleeves"]


@dataclass(frozen=True, slots=True)
class Sizes:
    cues: Phrases = ()
    values: Phrases = ()


@dataclass(frozen=True, slots=True)
class LanguageData:
    inflection: Inflection = Inflection()
    prices: Prices = Prices()
    exclusions: Exclusions = Exclusions()
    sizes: Sizes = Sizes()
    currencies: Names = field(default_factory=dict)  # word or symbol -> ISO code or ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Phrases = ()  # a number before one of them is no price
    counts: Mapping[str, int] = field(default_factory=dict)  # of things, no prices: "two seater"
    unit_forms: Mapping[str, Phrases] = field(default_factory=dict)  # m = ["meter", "metre"]
    sorts: Names = field(default_factory=dict)  # phrase -> name of a sort order
    available: Phrases = ()
    conjunctions: Phrases = ()
    prepositions: Phrases = ()
    requests: Phrases = ()  # say that something is wanted, not what: "show me"
    set_phrases: Phrases = ()  # only look like expressions: "no show" (socks), "air max" (90)
    small_words: Phrases = ()  # wish for nothing by themselves: articles, "some"


@lru_cache
def language_data(name: str) -> LanguageData:
    """The data of a language; an empty one for a language without a file."""
    if name not in available_languages():
        return LanguageData()
    path = FOLDER / f"{name}.toml"
    return read_language(path.read_text(encoding="utf-8"), path.name)


@lru_cache
def available_languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def read_language(text: str, origin: str) -> LanguageData:
    """The data in the text of a language file. Raises LanguageDataError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LanguageDataError(f"{origin}: {error}") from error
    return typing.cast("LanguageData", _table(LanguageData, tables, origin))


def _table(shape: type, given: object, place: str) -> object:
    if not isinstance(given, dict):
        raise LanguageDataError(f"{place} must be a table")
    hints = type_hints(shape)
    names = [field.name for field in fields(shape)]
    if unknown := sorted(set(given) - set(names)):
        raise LanguageDataError(f"{place} has no {unknown[0]}; it may have {', '.join(names)}")
    return shape(
        **{name: _value(hints[name], value, f"{place}: {name}") for name, value in given.items()}
    )


def _value(hint: Any, given: object, place: str) -> object:
    if is_dataclass(hint):
        return _table(typing.cast("type", hint), given, place)
    return _READERS[hint](given, place)


def _phrase(given: object, place: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise LanguageDataError(f"{place} must be a string that is not empty")
    return given


def _text(given: object, place: str) -> str:
    if not isinstance(given, str):
        raise LanguageDataError(f"{place} must be a string")
    return given


def _number(given: object, place: str) -> int:
    if not isinstance(given, int):
        raise LanguageDataError(f"{place} must be a whole number")
    return given


def _phrases(given: object, place: str) -> Phrases:
    if not isinstance(given, list):
        raise LanguageDataError(f"{place} must be a list of strings")
    return tuple(_phrase(phrase, f"{place}, entry {n}") for n, phrase in enumerate(given, 1))


def _mapping(read: Callable[[object, str], object]) -> Callable[[object, str], object]:
    def reader(given: object, place: str) -> object:
        if not isinstance(given, dict):
            raise LanguageDataError(f"{place} must be a table")
        return {_phrase(key, place): read(value, f"{place}.{key}") for key, value in given.items()}

    return reader


_READERS: Mapping[Any, Callable[[object, str], object]] = {
    str: _text,
    Phrases: _phrases,
    Names: _mapping(_text),
    Mapping[str, int]: _mapping(_number),
    Mapping[str, Phrases]: _mapping(_phrases),
}
