"""Figures on rendered designs whose combination of attributes was never trained on."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from lab.demo.world import Design
from lab.training.data.batches import facts_after_change
from lab.training.data.captions import shopper_caption
from lab.training.data.design_pairs import Pair
from lab.training.data.example import FITS, Example, fit_matrix
from lab.training.data.facts import facts_of
from lab.training.data.picture_store import Pixels
from lab.training.datasets.design_rendering import VIEWS
from lab.training.retrieval_metrics import chance, precision_at, recall_at
from lab.training.validation import Embedder, Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutDesigns:
    pairs: Sequence[Pair]
    pixels: Pixels

    def figures(self, embedder: Embedder) -> list[Figure]:
        designs = designs_of(self.pairs)
        examples = [Example(rows=(), facts=facts_of(one), complete=True) for one in designs]
        firsts = range(0, len(designs) * VIEWS, VIEWS)
        studio = embedder.pictures(self.pixels, firsts)
        photos = embedder.pictures(self.pixels, [row + 1 for row in firsts])
        return [
            *_by_photo_of_product(studio, photos, examples),
            *_by_words(embedder, studio, examples, self.pairs),
            *_recoloured(embedder, (studio, photos), examples, self.pairs),
        ]


def designs_of(pairs: Sequence[Pair]) -> list[Design]:
    return [design for pair in pairs for design in (pair.design, pair.sibling)]


def _by_photo_of_product(
    studio: Tensor, photos: Tensor, examples: Sequence[Example]
) -> list[Figure]:
    scores = photos @ studio.T
    same = fit_matrix([example.certain for example in examples], examples) == FITS
    kind = fit_matrix([{"kind": example.certain["kind"]} for example in examples], examples) == FITS
    value = precision_at(scores, kind, 10)
    return [
        Figure(f"shopper photo -> product, recall@{k}", recall_at(scores, same, k), k / len(same))
        for k in (1, 10)
    ] + [Figure("shopper photo -> products of its kind, precision@10", value, chance(kind))]


def _by_words(
    embedder: Embedder, studio: Tensor, examples: Sequence[Example], pairs: Sequence[Pair]
) -> list[Figure]:
    rng = random.Random(0)
    captions = [shopper_caption(pair.design, rng) for pair in pairs]
    words = embedder.words([caption.text for caption in captions])
    fits = fit_matrix([dict(caption.asked) for caption in captions], examples) == FITS
    value = precision_at(words @ studio.T, fits, 10)
    return [Figure("words -> fitting products, precision@10", value, chance(fits))]


def _recoloured(
    embedder: Embedder,
    pictures: tuple[Tensor, Tensor],
    examples: Sequence[Example],
    pairs: Sequence[Pair],
) -> list[Figure]:
    """A shopper's photo + "in <colour>": the plain sum of both, each centred on its mean."""
    studio, photos = pictures
    asked = [i for i, pair in enumerate(pairs) if pair.changed == "color"]
    if not asked:
        return []
    texts = [f"in {pairs[i].sibling.colour}" for i in asked]
    words = embedder.words(texts)
    photo = photos[[2 * i for i in asked]] - photos.mean(dim=0)
    centred = studio - studio.mean(dim=0)
    fits = fit_matrix([facts_after_change(pairs[i]) for i in asked], examples) == FITS
    background = embedder.words(sorted(set(texts))).mean(dim=0)
    both = photo + words - background
    found = [("photo + colour", both), ("photo alone", photo), ("colour alone", words - background)]
    return [
        Figure(f"{name} -> recoloured product, recall@10", recall_at(query @ centred.T, fits, 10),
               10 / len(examples))
        for name, query in found
    ]  # fmt: skip
