"""What merchants write about a design, and what shoppers type."""

import random
from collections.abc import Sequence
from typing import Final

from lab.demo.words import COLOUR_WORDS, KIND_WORDS, PATTERN_WORDS, PLURAL, SHAPE_WORDS
from lab.demo.world import Design

TRAILING: Final = ("with ", "without ", "for ")


def merchant_title(design: Design, rng: random.Random) -> str:
    """A listing's headline: canonical words, so that a catalog reads like a catalog."""
    kind = design.kind
    pattern = "" if design.pattern == "plain" else _leading(PATTERN_WORDS[design.pattern], rng)
    shape = _shape(design, rng)
    first = rng.choice((design.colour, f"{design.material} in {design.colour}"))
    plain = _noun_phrase((*_before(shape), design.colour, pattern, kind), _after(shape))
    forms = (
        plain,
        _noun_phrase((pattern, kind), (*_after(shape), f"in {design.colour}")),
        _noun_phrase((design.material, pattern, kind), (f"in {design.colour}",)),
        f"{_noun_phrase((*_before(shape), pattern, kind), ())}, {first}",
        f"{kind} {' '.join(_after(shape))} - {design.colour} {pattern}".replace("  ", " ").strip(),
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
            article=_article(colour), colour=colour, kind=design.kind
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


def attribute_phrase(name: str, value: str, rng: random.Random) -> str:
    """A refinement as a shopper adds it to a photo: "in blue", "striped", "with long sleeves"."""
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
        f"{_article(word)} {word} one",
        f"the same in {word}",
    )
    return rng.choice(forms)


def _article(word: str) -> str:
    return "an" if word[0] in "aeio" else "a"


def shopper_words(design: Design, rng: random.Random) -> str:
    """A short query that this design answers, whole ("blue striped tee") or in part ("in blue")."""
    form = rng.choice((_whole, _whole, _shape_and_kind, _part, _vague, _kind_in_colour, _kind))
    words = form(design, rng)
    return (
        words
        if rng.random() < 0.75
        else words.lower()
        if rng.random() < 0.6
        else words.capitalize()
    )


def request_words(design: Design, named: Sequence[str], rng: random.Random) -> str:
    """A request for the design's kind with its values of the named attributes, and no more.

    Worded anew each time: other synonyms, another order. "Striped tee in blue", "blue stripy
    t-shirt".
    """
    values = {name: design.attributes[name] for name in named}
    colour = [rng.choice(COLOUR_WORDS[values.pop("color")])] if "color" in values else []
    rest = [_attribute(name, value, rng) for name, value in values.items()]
    last = [f"in {word}" for word in colour] if rng.random() < 0.3 else []
    before = [word for phrase in rest for word in _before(phrase)] + ([] if last else colour)
    rng.shuffle(before)
    after = [word for phrase in rest for word in _after(phrase)] + last
    return _noun_phrase((*before, rng.choice(KIND_WORDS[design.kind])), tuple(after))


def named_attributes(design: Design, rng: random.Random) -> list[str]:
    """One or two that people name in a request: colour, pattern, a detail of the shape."""
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
    words = (rng.choice(COLOUR_WORDS[design.colour]), *_before(pattern), _kind(design, rng))
    return _noun_phrase(words, _after(pattern))


def _shape_and_kind(design: Design, rng: random.Random) -> str:
    shape = _shape(design, rng)
    colour = rng.choice(("", rng.choice(COLOUR_WORDS[design.colour])))
    return _noun_phrase((*_before(shape), colour, _kind(design, rng)), _after(shape))


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


def _shape(design: Design, rng: random.Random) -> str:
    if not design.shape:
        return ""
    return rng.choice(SHAPE_WORDS[rng.choice(design.shape)])


def _before(phrase: str) -> tuple[str, ...]:
    return () if phrase.startswith(TRAILING) else (phrase,)


def _after(phrase: str) -> tuple[str, ...]:
    return (phrase,) if phrase.startswith(TRAILING) else ()


def _leading(words: tuple[str, ...], rng: random.Random) -> str:
    return rng.choice([word for word in words if not word.startswith(TRAILING)])


def _noun_phrase(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    return " ".join(word for word in (*before, *after) if word)
