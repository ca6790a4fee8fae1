"""Search queries as shoppers type them."""

import random
from collections.abc import Sequence

from lab.demo.phrases import after_noun, attribute_phrase, before_noun, noun_phrase, shape_phrase
from lab.demo.synonyms import COLOUR_WORDS, KIND_WORDS, PATTERN_WORDS, SHAPE_WORDS
from lab.demo.world import Design


def shopper_query(design: Design, rng: random.Random) -> str:
    """Write a query that fits the design: complete ("blue striped tee") or partial ("in blue")."""
    form = rng.choice((_whole, _whole, _shape_and_kind, _part, _vague, _kind_in_colour, _kind))
    words = form(design, rng)
    return (
        words
        if rng.random() < 0.75
        else words.lower()
        if rng.random() < 0.6
        else words.capitalize()
    )


def request_query(design: Design, names: Sequence[str], rng: random.Random) -> str:
    """Write a query for the design's kind and its values of exactly these attributes.

    Synonyms and word order are random: "striped tee in blue", "blue stripy t-shirt".
    """
    values = {name: design.attributes[name] for name in names}
    colour = [rng.choice(COLOUR_WORDS[values.pop("color")])] if "color" in values else []
    rest = [_attribute(name, value, rng) for name, value in values.items()]
    last = [f"in {word}" for word in colour] if rng.random() < 0.3 else []
    before = [word for phrase in rest for word in before_noun(phrase)] + ([] if last else colour)
    rng.shuffle(before)
    after = [word for phrase in rest for word in after_noun(phrase)] + last
    return noun_phrase((*before, rng.choice(KIND_WORDS[design.kind])), tuple(after))


def sample_attribute_names(design: Design, rng: random.Random) -> list[str]:
    """Choose one or two attributes for a query to mention: colour, pattern or part of the shape."""
    known = ["color", *(name for name, _ in design.shape)]
    if design.pattern != "plain":
        known.append("pattern")
    return rng.sample(known, k=min(len(known), rng.choice((1, 2))))


def _attribute(name: str, value: str, rng: random.Random) -> str:
    words = PATTERN_WORDS[value] if name == "pattern" else SHAPE_WORDS.get((name, value), (value,))
    return rng.choice(words)


def _whole(design: Design, rng: random.Random) -> str:
    pattern = "" if design.pattern == "plain" and rng.random() < 0.7 else rng.choice(
        PATTERN_WORDS[design.pattern])  # fmt: skip
    words = (rng.choice(COLOUR_WORDS[design.colour]), *before_noun(pattern), _kind(design, rng))
    return noun_phrase(words, after_noun(pattern))


def _shape_and_kind(design: Design, rng: random.Random) -> str:
    shape = shape_phrase(design, rng)
    colour = rng.choice(("", rng.choice(COLOUR_WORDS[design.colour])))
    return noun_phrase((*before_noun(shape), colour, _kind(design, rng)), after_noun(shape))


def _part(design: Design, rng: random.Random) -> str:
    name, value = rng.choice(tuple(design.attributes.items()))
    return attribute_phrase(name, value, rng)


def _vague(design: Design, rng: random.Random) -> str:
    thing = rng.choice(("something", "anything", "one that is"))
    return f"{thing} {rng.choice((PATTERN_WORDS[design.pattern], COLOUR_WORDS[design.colour]))[0]}"


def _kind_in_colour(design: Design, rng: random.Random) -> str:
    return f"{_kind(design, rng)} in {rng.choice(COLOUR_WORDS[design.colour])}"


def _kind(design: Design, rng: random.Random) -> str:
    words = KIND_WORDS[design.kind]
    return words[0] if rng.random() < 0.5 else rng.choice(words)
