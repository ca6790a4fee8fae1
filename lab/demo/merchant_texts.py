"""Titles and descriptions as merchants write them."""

import random
from typing import Final

from lab.demo.phrases import (
    TRAILING,
    after_noun,
    article,
    attribute_phrase,
    before_noun,
    noun_phrase,
    shape_phrase,
)
from lab.demo.synonyms import COLOUR_WORDS, PATTERN_WORDS
from lab.demo.world import Design

PLURAL: Final = frozenset({
    "trousers", "jeans", "shorts", "leggings", "sneakers", "boots", "sandals", "heels", "loafers",
    "gloves", "socks", "sunglasses",
})  # fmt: skip


def merchant_title(design: Design, rng: random.Random) -> str:
    """Write a listing's title, with the usual names of kind, colour and material, not synonyms."""
    kind = design.kind
    pattern = "" if design.pattern == "plain" else _leading(PATTERN_WORDS[design.pattern], rng)
    shape = shape_phrase(design, rng)
    first = rng.choice((design.colour, f"{design.material} in {design.colour}"))
    plain = noun_phrase((*before_noun(shape), design.colour, pattern, kind), after_noun(shape))
    forms = (
        plain,
        noun_phrase((pattern, kind), (*after_noun(shape), f"in {design.colour}")),
        noun_phrase((design.material, pattern, kind), (f"in {design.colour}",)),
        f"{noun_phrase((*before_noun(shape), pattern, kind), ())}, {first}",
        f"{kind} {' '.join(after_noun(shape))} - {design.colour} {pattern}".replace(
            "  ", " "
        ).strip(),
    )
    title = rng.choice(forms)
    return _cased(title, rng)


def _cased(title: str, rng: random.Random) -> str:
    style = rng.random()
    if style < 0.5:
        return title[0].upper() + title[1:]
    return title if style < 0.62 else " ".join(word[0].upper() + word[1:] for word in title.split())


def merchant_description(design: Design, rng: random.Random) -> str:
    colour = rng.choice(COLOUR_WORDS[design.colour])
    sentences = [
        rng.choice(_openings(design)).format(
            article=article(colour), colour=colour, kind=design.kind
        ),
        _pattern_sentence(design, rng),
        *(_shape_sentence(design, name, value, rng) for name, value in design.shape),
        rng.choice(_MATERIAL).format(material=design.material),
    ]
    text = " ".join(sentences) + rng.choice(_CLOSING)
    return text[0].upper() + text[1:]


def _openings(design: Design) -> tuple[str, ...]:
    if design.kind in PLURAL:
        return ("{colour} {kind} for every day.", "These {kind} come in {colour}.",
                "A pair of {kind} in {colour}.")  # fmt: skip
    return ("{article} {colour} {kind} for every day.", "This {kind} comes in {colour}.",
            "Our {kind} in {colour}.", "A {kind} to keep for years, in {colour}.")  # fmt: skip


_MATERIAL: Final = (
    "Made of {material}.", "In quality {material}.", "Material: {material}.",
    "Carefully made from {material}.",
)  # fmt: skip

_CLOSING: Final = (
    "", "", " Easy to care for.", " Ships in two days.", " A favourite of our customers.",
    " Goes with everything.",
)  # fmt: skip


def _pattern_sentence(design: Design, rng: random.Random) -> str:
    pattern = rng.choice(PATTERN_WORDS[design.pattern]).removeprefix("with ")
    if design.pattern_colour is None:
        return rng.choice((f"Plain, without a print ({pattern}).", "In one plain colour."))
    second = rng.choice(COLOUR_WORDS[design.pattern_colour])
    return rng.choice((
        f"Pattern: {design.pattern}, with {second}.",
        f"The {design.pattern} design ({pattern}) is in {second}.",
        f"{design.pattern.capitalize()} look with {second} accents.",
    ))  # fmt: skip


def _shape_sentence(design: Design, name: str, value: str, rng: random.Random) -> str:
    phrase = attribute_phrase(name, value, rng)
    return (
        f"{name.capitalize()}: {value}."
        if rng.random() < 0.5
        else f"{phrase[0].upper()}{phrase[1:]}."
    )


def _leading(words: tuple[str, ...], rng: random.Random) -> str:
    return rng.choice([word for word in words if not word.startswith(TRAILING)])
