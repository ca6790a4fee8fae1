"""Joins phrases of which a product needs only one: "red or blue dress", "boots and sandals"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import gettext

from catalog.language.language_data import language_data
from catalog.language.normalise import fold
from catalog.search.understanding.concept import Concept
from catalog.search.understanding.phrase import Phrase
from catalog.search.understanding.tokens import Span

Item = TypeVar("Item")


class _Joint(Enum):
    OR = auto()
    AND = auto()
    COMMA = auto()


_SYMBOLS = {"/": _Joint.OR, "|": _Joint.OR, "&": _Joint.AND, "+": _Joint.AND, ",": _Joint.COMMA}


def join_alternatives(
    phrases: Sequence[Phrase], typed: str, languages: tuple[str, ...]
) -> list[Phrase]:
    """Join kinds however they are listed, but values only by "or": "black and white" is both."""
    found: list[Phrase] = []
    alternatives = False  # the phrase on the right is joined already: "red, blue or green"
    for phrase in reversed(phrases):
        skipped, joint = _joint(phrase, found, typed, languages)
        joined = _joined(phrase, found[skipped], joint, alternatives) if joint else None
        if joined:
            found[: skipped + 1] = [joined]
        else:
            found.insert(0, phrase)
        alternatives = bool(joined) or (alternatives and not phrase.is_understood)
    return found


def _joint(
    phrase: Phrase, following: Sequence[Phrase], typed: str, languages: tuple[str, ...]
) -> tuple[int, _Joint | None]:
    """How many of the following phrases only join, and how they join those around them."""
    if not phrase.is_understood or not following:
        return 0, None
    if len(following) > 1 and (joint := _joints(languages).get(fold(following[0].text))):
        return 1, joint
    between = Span(phrase.span.end, following[0].span.start).of(typed).strip()
    return 0, _SYMBOLS.get(between)


@lru_cache(maxsize=64)
def _joints(languages: tuple[str, ...]) -> dict[str, _Joint]:
    data = [language_data(language) for language in languages]
    return {
        **{fold(word): _Joint.AND for each in data for word in each.conjunctions},
        **{fold(word): _Joint.OR for each in data for word in each.exclusions.alternatives},
    }


def _joined(one: Phrase, other: Phrase, joint: _Joint, alternatives: bool) -> Phrase | None:
    kind = _either(one.kind, other.kind)
    lists_values = joint is _Joint.OR or (joint is _Joint.COMMA and alternatives)
    value = _either(one.other, other.other) if lists_values else None
    if value and not _are_values_of_one(one.other, other.other):
        value = None
    if not kind and not value:
        return None
    return Phrase(
        words=(*one.words, *other.words),
        kind=kind,
        other=value,
        is_named=True,
        alternatives=(one, *(other.alternatives or (other,))),
    )


def _are_values_of_one(one: Concept | None, other: Concept | None) -> bool:
    """Whether both are values of one attribute, or both are brands."""
    if one is None or other is None:
        return False
    same_name = set(one.attribute_names) & set(other.attribute_names)
    return bool(same_name or (one.brands and other.brands))


def _either(one: Concept | None, other: Concept | None) -> Concept | None:
    if one is None or other is None:
        return None
    return replace(
        one,
        span=Span(one.span.start, other.span.end),
        label=gettext("{names} or {last}").format(names=one.label, last=other.label),
        phrases=_union(one.phrases, other.phrases),
        category_ids=tuple(sorted({*one.category_ids, *other.category_ids})),
        brands=_union(one.brands, other.brands),
        attributes=_union(one.attributes, other.attributes),
        part_attributes=_union(one.part_attributes, other.part_attributes),
        possible=_union(one.possible, other.possible),
    )


def _union(one: Iterable[Item], other: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys((*one, *other)))
