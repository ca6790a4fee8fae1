"""Pairs of wordings of one thing, such as "red leather boots" and "red boots made of leather"."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from lab.demo.synonyms import COLOUR_WORDS, PATTERN_WORDS
from lab.training.words.curated import shop_terms
from lab.training.words.departments import DEPARTMENTS, Department
from lab.training.words.term import ProductTerm

MOST_ATTRIBUTES: Final = 3


@dataclass(frozen=True, slots=True)
class Attribute:
    """Wordings of one attribute, in front of the thing and behind it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def compose(rng: random.Random) -> tuple[str, str]:
    """Return two wordings of one thing with one to three attributes.

    One has all attributes in front of the thing, the other has at least one behind it.
    """
    department = rng.choice(DEPARTMENTS)
    words = rng.choice(_terms(department)).synonyms
    attributes = _attributes(department, rng)
    behind = rng.sample(attributes, rng.randint(1, len(attributes)))
    front = [item for item in attributes if item not in behind]
    pair = [_wording(words, attributes, [], rng), _wording(words, front, behind, rng)]
    rng.shuffle(pair)
    return pair[0], pair[1]


def _wording(
    words: Sequence[str], front: list[Attribute], behind: list[Attribute], rng: random.Random
) -> str:
    before = (rng.choice(item.before) for item in front)
    after = (rng.choice(item.after) for item in behind)
    return " ".join((*before, rng.choice(words), *after))


def _attributes(department: Department, rng: random.Random) -> list[Attribute]:
    """Draw up to three, in the order in which they stand in front of the thing."""
    material = rng.choice(department.materials)
    possible = [
        _colour(rng.choice(tuple(COLOUR_WORDS.values()))),
        _pattern(rng.choice([words for name, words in PATTERN_WORDS.items() if name != "plain"])),
        Attribute((material,), (f"in {material}", f"made of {material}")),
    ]
    if department.audiences:
        possible.insert(0, _audience(rng.choice(department.audiences)))
    count = rng.randint(1, MOST_ATTRIBUTES)
    return [possible[number] for number in sorted(rng.sample(range(len(possible)), count))]


def _colour(words: tuple[str, ...]) -> Attribute:
    return Attribute(words, tuple(f"in {word}" for word in words))


def _pattern(words: tuple[str, ...]) -> Attribute:
    before = tuple(word for word in words if not word.startswith("with "))
    described = tuple(f"with a {word} pattern" for word in before if "print" not in word)
    return Attribute(before, (*described, *(word for word in words if word not in before)))


def _audience(words: tuple[str, ...]) -> Attribute:
    before = tuple(word for word in words if not word.startswith("for "))
    return Attribute(before, tuple(word for word in words if word not in before))


@cache
def _terms(department: Department) -> tuple[ProductTerm, ...]:
    """The terms of the department that do not have an attribute in their words already."""
    return tuple(
        term
        for term in shop_terms()
        if term.broader in department.broader
        and _ATTRIBUTE_WORDS.isdisjoint(" ".join(term.synonyms).replace("-", " ").split())
    )


_ATTRIBUTE_GROUPS: Final = (
    *COLOUR_WORDS.values(),
    *PATTERN_WORDS.values(),
    *(department.materials for department in DEPARTMENTS),
    ("ladies'", "dad", "mum", "mom", "boyfriend", "school", "maternity", "wedding"),
)
_ATTRIBUTE_WORDS: Final = {
    word for group in _ATTRIBUTE_GROUPS for phrase in group for word in phrase.split()
}
