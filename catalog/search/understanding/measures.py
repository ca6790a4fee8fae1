"""Numbers with letters, however they are written: "64 GB" is "64GB", "iphone15" is "iPhone 15"."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

import regex

from catalog.language.language_data import language_data
from catalog.language.normalise import fold
from catalog.search.understanding.concept import Concept
from catalog.search.understanding.phrase import Phrase, Word
from catalog.search.understanding.tokens import Span

_RUN: Final = regex.compile(r"[0-9]++|[^0-9]++")
# Runs of letters and digits: "WH-1000XM5" has four. In longer words nobody knows where to part.
_MOST_RUNS: Final = 4


def read_measure(words: Sequence[Word], languages: tuple[str, ...]) -> Phrase | None:
    """The measure or model that the words begin with; a product's text may write it differently."""
    first = fold(words[0].text)
    following = fold(words[1].text) if len(words) > 1 else ""
    numbers = _numbers(first, languages)
    if numbers and following in (forms := _forms(languages)):
        return _phrase(words[:2], _measures(numbers, forms[following]), languages)
    runs = _RUN.findall(first)
    if not 1 < len(runs) <= _MOST_RUNS or " " in first:
        return None
    number, unit = runs[0], "".join(runs[1:])
    if number.isdigit() and unit in (forms := _forms(languages)):
        numbers = _numbers(number, languages)
        return _phrase(words[:1], _measures(numbers, forms[unit]), languages)
    return _phrase(words[:1], _parted(runs), languages)


@lru_cache(maxsize=64)
def _forms(languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """All forms of a unit, by each of them."""
    found: dict[str, tuple[str, ...]] = {}
    for language in languages:
        for unit, others in language_data(language).unit_forms.items():
            # "" is that of a sign such as the inch mark, which no text is searched for.
            forms = tuple(dict.fromkeys(map(fold, (unit, *others))))
            found |= {form: (*found.get(form, ()), *forms) for form in forms if form}
    return found


def _numbers(typed: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """A number in digits and words; none if it is no number."""
    counts = _counts(languages)
    digits = counts.get(typed, typed if typed.isdigit() else "")
    words = (word for word, number in counts.items() if number == digits)
    return (digits, *words) if digits else ()


@lru_cache(maxsize=64)
def _counts(languages: tuple[str, ...]) -> dict[str, str]:
    data = [language_data(language).counts for language in languages]
    return {fold(word): str(number) for counts in data for word, number in counts.items()}


def _measures(numbers: Iterable[str], forms: Sequence[str]) -> Iterator[str]:
    for number in numbers:
        for form in forms:
            yield f"{number}{form}"
            yield f"{number} {form}".strip()


def _parted(runs: Sequence[str]) -> Iterator[str]:
    """A word with and without spaces where letters and digits meet."""
    joints = range(1, len(runs))
    for count in range(len(runs)):
        for spaces in combinations(joints, count):
            yield "".join(f" {run}" if at in spaces else run for at, run in enumerate(runs))


def _phrase(words: Sequence[Word], said: Iterable[str], languages: tuple[str, ...]) -> Phrase:
    concept = Concept(
        span=Span(words[0].span.start, words[-1].span.end),
        label=" ".join(word.text for word in words),
        phrases=tuple(dict.fromkeys(said)),
        languages=languages,
    )
    return Phrase(words=tuple(words), other=concept)
