"""Which examples are seen together, and with which words. Every step has its own seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.demo.world import Design
from catalog.training.captions import (
    kind_captions,
    label_caption,
    merchant_caption,
    refinement,
    shopper_caption,
)
from catalog.training.example import Caption, Example
from catalog.training.labels import facts_of_label, possible_labels
from catalog.training.rendering import VIEWS
from catalog.training.variation import Pair

PhotoRows = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Each example has two pictures; those of a photo example are two photos of one label.
    `refinements[i]` asks of the design i for its sibling, which `refined[i]` describes.
    """

    examples: list[Example]
    rendered: int
    """The first so many examples are rendered designs, the others real photos."""
    titles: list[Caption]
    queries: list[Caption]
    names: list[Caption]
    """Every kind's name, whether the batch shows one or not."""
    refinements: list[Caption]
    refined: list[dict[str, str]]

    def examples_of(self, *, real: bool) -> list[Example]:
        return self.examples[self.rendered :] if real else self.examples[: self.rendered]


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def batch(self, step: int) -> Batch:
        rng = random.Random(f"{self.seed} step {step}")
        epoch, place = divmod(step, self.batches_per_epoch)
        start = place * self.pairs_per_batch
        chosen = self._order(epoch)[start : start + self.pairs_per_batch]
        return assembled([(i, self.pairs[i]) for i in chosen], self._labels(rng), self.photos, rng)

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


def assembled(
    pairs: Sequence[tuple[int, Pair]],
    labels: Sequence[str],
    photos: PhotoRows,
    rng: random.Random,
) -> Batch:
    turned = [Pair(pair.sibling, pair.design, pair.changed) for _, pair in pairs]
    both = [side for (_, pair), back in zip(pairs, turned, strict=True) for side in (pair, back)]
    places = [place for i, _ in pairs for place in (2 * i, 2 * i + 1)]
    shown = [
        design_example(side.design, place, rng) for side, place in zip(both, places, strict=True)
    ]
    names = kind_captions(rng)
    refinements = [refinement(side, rng) for side in both]
    return Batch(
        examples=shown + [photo_example(label, photos[label], rng) for label in labels],
        rendered=len(shown),
        titles=[merchant_caption(side.design, rng) for side in both]
        + [label_caption(label, rng) for label in labels],
        queries=[shopper_caption(side.design, rng) for side in both]
        + [label_caption(label, rng) for label in labels],
        names=names,
        refinements=refinements,
        refined=[_target(side, words) for side, words in zip(both, refinements, strict=True)],
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


def _target(pair: Pair, words: Caption) -> dict[str, str]:
    """What stays as it is, and the change."""
    old, new = pair.design.attributes, pair.sibling.attributes
    kept = {name: value for name, value in old.items() if new.get(name) == value}
    return {"kind": pair.design.kind, **kept, **words.asked}
