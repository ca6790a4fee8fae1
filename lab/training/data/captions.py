"""Captions for examples: texts with the attributes that make them true."""

import random
from collections.abc import Iterable, Iterator
from typing import Final

from catalog.embedding.description import describe
from lab.demo.merchant_texts import merchant_title
from lab.demo.products import demo_product
from lab.demo.shopper_queries import shopper_query
from lab.demo.synonyms import COLOUR_WORDS, KIND_WORDS, PATTERN_WORDS, SHAPE_WORDS
from lab.demo.world import Design
from lab.training.data.example import Caption
from lab.training.data.labels import words_for

INDEXED_TEXT_SHARE: Final = 0.5
"""Share of merchant captions that are the whole text a shop embeds for a product, not its title."""

TEMPLATES: Final = ("{}", "{}", "a {}", "photo of a {}", "{} for sale", "my {}")


def merchant_caption(design: Design, rng: random.Random) -> Caption:
    if rng.random() < INDEXED_TEXT_SHARE:
        return Caption(describe(demo_product(0, design, rng)), _all_attributes(design))
    title = merchant_title(design, rng)
    return Caption(title, mentioned_attributes(design, title))


def shopper_caption(design: Design, rng: random.Random) -> Caption:
    words = shopper_query(design, rng)
    return Caption(words, mentioned_attributes(design, words))


def label_caption(label: str, rng: random.Random) -> Caption:
    words = rng.choice(TEMPLATES).format(rng.choice(words_for(label)))
    return Caption(words, {"label": label})


def mentioned_attributes(design: Design, text: str) -> dict[str, str]:
    """Return the attributes of the design that the text mentions by one of their synonyms."""
    padded = f" {text.lower().translate(_PUNCTUATION)} "
    return {
        name: value
        for name, value, words in _vocabulary(design)
        if any(f" {word.lower()} " in padded for word in words)
    }


_PUNCTUATION: Final = str.maketrans(dict.fromkeys(".,()\N{EN DASH}", " "))


def _vocabulary(design: Design) -> Iterator[tuple[str, str, Iterable[str]]]:
    yield "kind", design.kind, KIND_WORDS[design.kind]
    yield "color", design.colour, COLOUR_WORDS[design.colour]
    yield "pattern", design.pattern, PATTERN_WORDS[design.pattern]
    yield "material", design.material, (design.material,)
    if design.pattern_colour:
        words = COLOUR_WORDS[design.pattern_colour]
        yield "pattern_color", design.pattern_colour, [f"{word} in the pattern" for word in words]
    for name, value in design.shape:
        yield name, value, SHAPE_WORDS[name, value]


def _all_attributes(design: Design) -> dict[str, str]:
    return {"kind": design.kind, **design.attributes}
