"""Words alone: products that nobody has drawn, as a merchant describes them and a shopper asks.

Texts cost no pictures, so each step has new ones. In the products that are drawn a text tower sees
the same few thousand combinations again and again, and learns to tell those apart.
"""

import random
from dataclasses import dataclass
from typing import Final

from catalog.embedding.wording import describe
from lab.demo.captions import named_attributes, request_words
from lab.demo.catalogue import listed
from lab.demo.world import Design
from lab.training.data.captions import shopper_caption
from lab.training.data.design_pairs import sample_pairs
from lab.training.data.example import Caption, Example
from lab.training.data.facts import facts_of

KIND_ALONE: Final = 0.2
"""Of the requests: most shoppers type one word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the index has of a product's words, and a request that the product answers."""

    example: Example
    described: str
    request: Caption


def fresh_readings(pairs: int, *, seed: int) -> list[Reading]:
    """Of pairs that differ in one attribute, which only a close reader tells apart."""
    rng = random.Random(seed)
    drawn = sample_pairs(pairs, seed=seed, from_held_out=False)
    return [_reading(one, rng) for pair in drawn for one in (pair.design, pair.sibling)]


def _reading(design: Design, rng: random.Random) -> Reading:
    return Reading(
        example=Example(rows=(), facts=facts_of(design), complete=True),
        described=describe(listed(0, design, rng)),
        request=_request(design, rng),
    )


def _request(design: Design, rng: random.Random) -> Caption:
    if rng.random() < 0.5:
        return shopper_caption(design, rng)
    named = [] if rng.random() < KIND_ALONE else named_attributes(design, rng)
    asked = {"kind": design.kind} | {name: design.attributes[name] for name in named}
    return Caption(request_words(design, named, rng), asked)
