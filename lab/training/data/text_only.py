"""Text-only examples: products that are never drawn, as a merchant describes them and a shopper
searches for them.

Texts need no rendering, so each step has new ones. The drawn products alone would show the text
tower the same few thousand combinations of attributes over and over, and it would overfit to them.
"""

import random
from dataclasses import dataclass
from typing import Final

from catalog.embedding.description import describe
from lab.demo.products import demo_product
from lab.demo.shopper_queries import request_query, sample_attribute_names
from lab.demo.world import Design
from lab.training.data.captions import shopper_caption
from lab.training.data.design_pairs import sample_pairs
from lab.training.data.example import Caption, Example
from lab.training.data.labels import facts_of_design

KIND_ALONE_SHARE: Final = 0.2
"""Share of the queries by `request_query` that name a kind alone: many shoppers type one word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOnlyExample:
    example: Example
    indexed_text: str
    """The product's text as a shop embeds it."""
    query: Caption
    """A query that the product matches."""


def sample_text_only(pairs: int, *, seed: int) -> list[TextOnlyExample]:
    """Return both designs of each pair. They differ in one attribute, so every word may matter."""
    rng = random.Random(seed)
    sampled = sample_pairs(pairs, seed=seed, from_held_out=False)
    return [_example(design, rng) for pair in sampled for design in (pair.design, pair.sibling)]


def _example(design: Design, rng: random.Random) -> TextOnlyExample:
    return TextOnlyExample(
        example=Example(rows=(), facts=facts_of_design(design), complete=True),
        indexed_text=describe(demo_product(0, design, rng)),
        query=_query(design, rng),
    )


def _query(design: Design, rng: random.Random) -> Caption:
    if rng.random() < 0.5:
        return shopper_caption(design, rng)
    named = [] if rng.random() < KIND_ALONE_SHARE else sample_attribute_names(design, rng)
    attributes = {"kind": design.kind} | {name: design.attributes[name] for name in named}
    return Caption(request_query(design, named, rng), attributes)
