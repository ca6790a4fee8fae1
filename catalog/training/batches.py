"""Which examples are seen together, and with which words. Every step has its own seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.demo.world import Design
from catalog.training.captions import label_caption, merchant_caption, shopper_caption
from catalog.training.concepts import Concept, Vocabulary
from catalog.training.example import Caption, Example
from catalog.training.labels import facts_of_label, possible_labels
from catalog.training.rendering import VIEWS
from catalog.training.variation import Pair

PhotoRows = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """Captions of some examples: `of[i]` is the place of the one that `said[i]` describes."""

    said: list[Caption]
    of: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Each example has two pictures; those of a photo example are two photos of one label.

    `changes[i]` is the concept that turns the design i into its sibling, which `changed[i]`
    describes. Every example has a caption, its merchant's or a shopper's.
    """

    examples: list[Example]
    rendered: int
    """The first so many examples are rendered designs, the others real photos."""
    titles: Captions
    queries: Captions
    vocabulary: Vocabulary
    names: list[str]
    """The words of this step for each concept of the vocabulary."""
    changes: list[int]
    changed: list[dict[str, str]]

    def examples_of(self, *, real: bool) -> list[Example]:
        return self.examples[self.rendered :] if real else self.examples[: self.rendered]


@dataclass(frozen=True, kw_only=True)
class Mix:
    """The training data: pair p has the designs 2p and 2p + 1 of the rendered pictures."""

    pairs: Sequence[Pair]
    photos: PhotoRows
    pairs_per_batch: int
    photos_per_batch: int
    seed: int

    @property
    def batches_per_epoch(self) -> int:
        return max(1, len(self.pairs) // self.pairs_per_batch)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(tuple(sorted(self.photos)))

    def batch(self, step: int) -> Batch:
        rng = random.Random(f"{self.seed} step {step}")
        epoch, place = divmod(step, self.batches_per_epoch)
        start = place * self.pairs_per_batch
        chosen = self._order(epoch)[start : start + self.pairs_per_batch]
        return self._assembled([(i, self.pairs[i]) for i in chosen], self._labels(rng), rng)

    def _order(self, epoch: int) -> list[int]:
        """All pairs once. Of many kinds in each batch: the siblings are alike enough."""
        places = list(range(len(self.pairs)))
        random.Random(f"{self.seed} epoch {epoch}").shuffle(places)
        return places

    def _labels(self, rng: random.Random) -> list[str]:
        """Labels by the root of how often they occur: rare ones are seen, common ones more."""
        if not self.photos:
            return []
        labels = sorted(self.photos)
        weights = [len(self.photos[label]) ** 0.5 for label in labels]
        return rng.choices(labels, weights, k=self.photos_per_batch)

    def _assembled(
        self, pairs: Sequence[tuple[int, Pair]], labels: Sequence[str], rng: random.Random
    ) -> Batch:
        turned = [Pair(pair.sibling, pair.design, pair.changed) for _, pair in pairs]
        sides = [side for (_, pair), back in zip(pairs, turned, strict=True)
                 for side in (pair, back)]  # fmt: skip
        places = [place for i, _ in pairs for place in (2 * i, 2 * i + 1)]
        shown = [
            design_example(side.design, at, rng) for side, at in zip(sides, places, strict=True)
        ]
        titles, queries = captioned([side.design for side in sides], labels, rng)
        return Batch(
            examples=shown + [photo_example(label, self.photos[label], rng) for label in labels],
            rendered=len(shown),
            titles=titles,
            queries=queries,
            vocabulary=self.vocabulary,
            names=self.vocabulary.texts(rng),
            changes=[self.vocabulary.place[change_of(side)] for side in sides],
            changed=[facts_after_change(side) for side in sides],
        )


def captioned(
    designs: Sequence[Design], labels: Sequence[str], rng: random.Random
) -> tuple[Captions, Captions]:
    """A random half of the examples gets a merchant's words, the others a shopper's."""
    count = len(designs) + len(labels)
    titled = sorted(rng.sample(range(count), count // 2))
    asked = sorted(set(range(count)) - set(titled))

    def said(place: int, *, by_merchant: bool) -> Caption:
        if place >= len(designs):
            return label_caption(labels[place - len(designs)], rng)
        caption = merchant_caption if by_merchant else shopper_caption
        return caption(designs[place], rng)

    return (
        Captions(said=[said(place, by_merchant=True) for place in titled], of=titled),
        Captions(said=[said(place, by_merchant=False) for place in asked], of=asked),
    )


def design_example(design: Design, place: int, rng: random.Random) -> Example:
    """The studio picture and one of the shopper photos."""
    first = place * VIEWS
    return Example(
        rows=(first, first + rng.randrange(1, VIEWS)), facts=facts_of(design), complete=True
    )


def photo_example(label: str, rows: Sequence[int], rng: random.Random) -> Example:
    return Example(
        rows=(rng.choice(rows), rng.choice(rows)), facts=facts_of_label(label), complete=False
    )


def facts_of(design: Design) -> dict[str, frozenset[str]]:
    stated = {"kind": design.kind, **design.attributes}
    facts = {name: frozenset({value}) for name, value in stated.items()}
    return facts | {"label": possible_labels(design)}


def change_of(pair: Pair) -> Concept:
    """What a shopper with a photo of the design adds to ask for its sibling."""
    return Concept(pair.changed, pair.sibling.attributes[pair.changed])


def facts_after_change(pair: Pair) -> dict[str, str]:
    """What stays as it is, and the change."""
    old, new = pair.design.attributes, pair.sibling.attributes
    kept = {name: value for name, value in old.items() if new.get(name) == value}
    return {"kind": pair.design.kind, **kept, pair.changed: new[pair.changed]}
