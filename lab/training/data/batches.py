"""Which examples are seen together, and with which words. Every step has its own seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lab.training.data.concepts import Concept, Vocabulary
from lab.training.data.design_pairs import Pair
from lab.training.data.example import Caption, Example
from lab.training.data.source import Item, Source
from lab.training.data.text_only import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """Captions of some examples: `of[i]` is the place of the one that `said[i]` describes."""

    said: list[Caption]
    of: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refinements:
    """The concept `changes[i]` turns the design of example `of[i]` into its sibling, which
    `changed[i]` describes.
    """

    of: list[int]
    changes: list[int]
    changed: list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Each example has two pictures. Every example has a caption, its merchant's or a shopper's."""

    examples: list[Example]
    shares: list[int]
    """How many of the examples are of the first source, how many of the next, and so on."""
    titles: Captions
    queries: Captions
    vocabulary: Vocabulary
    names: list[str]
    """The words of this step for each concept of the vocabulary."""
    refinements: Refinements

    def rows(self, view: int) -> list[list[int]]:
        """Of the first or the second pictures, source by source."""
        rows = iter([example.rows[view] for example in self.examples])
        return [list(islice(rows, share)) for share in self.shares]


@dataclass(frozen=True, kw_only=True)
class Mix:
    """The training data. An epoch is once through the first source."""

    sources: Sequence[Source]
    seed: int

    @property
    def batches_per_epoch(self) -> int:
        return self.sources[0].batches_per_epoch

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.of(concept for source in self.sources for concept in source.concepts)

    def larger(self, times: int) -> "Mix":
        return Mix(sources=[source.larger(times) for source in self.sources], seed=self.seed)

    def batch(self, step: int) -> Batch:
        rng = random.Random(f"{self.seed} step {step}")
        # From the last source to the first, so that a seed keeps the batches it always had.
        drawn = [source.drawn(step, rng) for source in reversed(self.sources)][::-1]
        items = [item for some in drawn for item in some]
        titles, queries = captioned(items, rng)
        return Batch(
            examples=[item.example(rng) for item in items],
            shares=[len(some) for some in drawn],
            titles=titles,
            queries=queries,
            vocabulary=self.vocabulary,
            names=self.vocabulary.texts(rng),
            refinements=self._refinements(items),
        )

    def readings(self, step: int) -> list[Reading]:
        return [reading for source in self.sources for reading in source.readings(step)]

    def _refinements(self, items: Sequence[Item]) -> Refinements:
        pairs = {place: item.pair for place, item in enumerate(items) if item.pair}
        return Refinements(
            of=list(pairs),
            changes=[self.vocabulary.place[change_of(pair)] for pair in pairs.values()],
            changed=[facts_after_change(pair) for pair in pairs.values()],
        )


def captioned(items: Sequence[Item], rng: random.Random) -> tuple[Captions, Captions]:
    """A random half of the examples gets a merchant's words, the others a shopper's."""
    titled = sorted(rng.sample(range(len(items)), len(items) // 2))
    asked = sorted(set(range(len(items))) - set(titled))
    return (
        Captions(said=[items[i].caption(rng, by_merchant=True) for i in titled], of=titled),
        Captions(said=[items[i].caption(rng, by_merchant=False) for i in asked], of=asked),
    )


def change_of(pair: Pair) -> Concept:
    """What a shopper with a photo of the design adds to ask for its sibling."""
    return Concept(pair.changed, pair.sibling.attributes[pair.changed])


def facts_after_change(pair: Pair) -> dict[str, str]:
    """What stays as it is, and the change."""
    old, new = pair.design.attributes, pair.sibling.attributes
    kept = {name: value for name, value in old.items() if new.get(name) == value}
    return {"kind": pair.design.kind, **kept, pair.changed: new[pair.changed]}
