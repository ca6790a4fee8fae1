"""Noun phrases from a design's attributes, in the words of synonyms.py."""

import random
from typing import Final

from lab.demo.synonyms import COLOUR_WORDS, PATTERN_WORDS, SHAPE_WORDS
from lab.demo.world import Design

TRAILING: Final = ("with ", "without ", "for ")
"""A phrase that starts with one of these stands after the noun, any other before it."""


def attribute_phrase(name: str, value: str, rng: random.Random) -> str:
    """Write a refinement as a shopper adds it to a photo: "in blue" or "with long sleeves"."""
    if name == "color":
        return _colour_phrase(value, rng)
    if name == "pattern":
        return rng.choice(PATTERN_WORDS[value])
    if name == "pattern_color":
        return f"with {rng.choice(COLOUR_WORDS[value])} in the pattern"
    if name == "material":
        return rng.choice((f"made of {value}", f"in {value}", value))
    return rng.choice(SHAPE_WORDS[name, value])


def _colour_phrase(value: str, rng: random.Random) -> str:
    word = rng.choice(COLOUR_WORDS[value])
    forms = (
        f"in {word}",
        f"in {word}",
        word,
        f"{article(word)} {word} one",
        f"the same in {word}",
    )
    return rng.choice(forms)


def shape_phrase(design: Design, rng: random.Random) -> str:
    if not design.shape:
        return ""
    return rng.choice(SHAPE_WORDS[rng.choice(design.shape)])


def article(word: str) -> str:
    return "an" if word[0] in "aeio" else "a"


def noun_phrase(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    return " ".join(word for word in (*before, *after) if word)


def before_noun(phrase: str) -> tuple[str, ...]:
    return () if phrase.startswith(TRAILING) else (phrase,)


def after_noun(phrase: str) -> tuple[str, ...]:
    return (phrase,) if phrase.startswith(TRAILING) else ()
