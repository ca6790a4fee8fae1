"""Batches: the examples of one step, with captions. Each step has its own random seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lab.training.data.concepts import Concept, Vocabulary
from lab.training.data.design_pairs import Pair, facts_after_change
from lab.training.data.example import Caption, Example
from lab.training.data.source import Item, Source
from lab.training.data.text_only import TextOnlyExample


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """Captions for a batch: `captions[i]` describes the example with index `examples[i]`."""

    captions: list[Caption]
    examples: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refinements:
    """Queries of a photo plus words, as in composed image retrieval.

    The photo of example `references[i]` plus the name of the concept `modifications[i]` should
    find the products with `target_facts[i]`.
    """

    references: list[int]
    modifications: list[int]
    target_facts: list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The examples of one step, each with two pictures and one caption, a title or a query."""

    examples: list[Example]
    source_sizes: list[int]
    """Number of examples from each source; the examples are in the sources' order."""
    titles: Captions
    queries: Captions
    vocabulary: Vocabulary
    names: list[str]
    """This step's name for each concept of the vocabulary."""
    refinements: Refinements

    def rows(self, view: int) -> list[list[int]]:
        """Return the rows of the first (0) or second (1) pictures, in a list for each source."""
        rows = iter([example.rows[view] for example in self.examples])
        return [list(islice(rows, size)) for size in self.source_sizes]


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """Batches mixed from all sources. An epoch is one pass through the first source."""

    sources: Sequence[Source]
    seed: int

    @property
    def batches_per_epoch(self) -> int:
        return self.sources[0].batches_per_epoch

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.from_concepts(
            concept for source in self.sources for concept in source.concepts
        )

    def scaled(self, factor: int) -> "Mixture":
        return Mixture(sources=[source.scaled(factor) for source in self.sources], seed=self.seed)

    def batch(self, step: int) -> Batch:
        rng = random.Random(f"{self.seed} step {step}")
        # Last source first: in another order of using `rng`, a seed would give other batches.
        sampled = [source.sample(step, rng) for source in reversed(self.sources)][::-1]
        items = [item for sample in sampled for item in sample]
        titles, queries = random_captions(items, rng)
        return Batch(
            examples=[item.example(rng) for item in items],
            source_sizes=[len(sample) for sample in sampled],
            titles=titles,
            queries=queries,
            vocabulary=self.vocabulary,
            names=self.vocabulary.names(rng),
            refinements=self._refinements(items),
        )

    def text_only(self, step: int) -> list[TextOnlyExample]:
        return [example for source in self.sources for example in source.text_only(step)]

    def _refinements(self, items: Sequence[Item]) -> Refinements:
        pairs = {index: item.pair for index, item in enumerate(items) if item.pair}
        return Refinements(
            references=list(pairs),
            modifications=[self.vocabulary.index[changed_to(pair)] for pair in pairs.values()],
            target_facts=[facts_after_change(pair) for pair in pairs.values()],
        )


def random_captions(items: Sequence[Item], rng: random.Random) -> tuple[Captions, Captions]:
    """Return titles for a random half of the items, and queries for the other half."""
    titled = sorted(rng.sample(range(len(items)), len(items) // 2))
    queried = sorted(set(range(len(items))) - set(titled))
    return (
        Captions(
            captions=[items[i].caption(rng, by_merchant=True) for i in titled], examples=titled
        ),
        Captions(
            captions=[items[i].caption(rng, by_merchant=False) for i in queried], examples=queried
        ),
    )


def changed_to(pair: Pair) -> Concept:
    """Return the concept that turns the design into its sibling."""
    return Concept(pair.changed, pair.sibling.attributes[pair.changed])
