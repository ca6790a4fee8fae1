"""Metrics on rendered designs whose combinations of attributes are held out."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from lab.demo.world import Design
from lab.training.data.captions import shopper_caption
from lab.training.data.design_pairs import Pair, facts_after_change
from lab.training.data.example import FITS, Example, fit_matrix
from lab.training.data.labels import facts_of_design
from lab.training.data.picture_store import Pixels
from lab.training.datasets.design_rendering import VIEWS
from lab.training.retrieval_metrics import chance_precision, precision_at, recall_at
from lab.training.validation import Embedder, HeldOut, Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutDesigns(HeldOut):
    pairs: Sequence[Pair]
    pixels: Pixels

    def metrics(self, embedder: Embedder) -> list[Metric]:
        designs = designs_of(self.pairs)
        examples = [
            Example(rows=(), facts=facts_of_design(design), complete=True) for design in designs
        ]
        studio_rows = range(0, len(designs) * VIEWS, VIEWS)
        studio = embedder.embed_pictures(self.pixels, studio_rows)
        photos = embedder.embed_pictures(self.pixels, [row + 1 for row in studio_rows])
        return [
            *_photo_metrics(studio, photos, examples),
            _text_precision(embedder, studio, examples, self.pairs),
            *_recolouring_recall(embedder, (studio, photos), examples, self.pairs),
        ]


def designs_of(pairs: Sequence[Pair]) -> list[Design]:
    return [design for pair in pairs for design in (pair.design, pair.sibling)]


def _photo_metrics(studio: Tensor, photos: Tensor, examples: Sequence[Example]) -> list[Metric]:
    """Return metrics of finding a product, and others of its kind, by a shopper photo of it."""
    scores = photos @ studio.T
    same = fit_matrix([example.certain for example in examples], examples) == FITS
    kinds = [{"kind": example.certain["kind"]} for example in examples]
    same_kind = fit_matrix(kinds, examples) == FITS
    precision = precision_at(scores, same_kind, 10)
    chance = chance_precision(same_kind)
    return [
        Metric(f"shopper photo -> product, recall@{k}", recall_at(scores, same, k), k / len(same))
        for k in (1, 10)
    ] + [Metric("shopper photo -> products of its kind, precision@10", precision, chance)]


def _text_precision(
    embedder: Embedder, studio: Tensor, examples: Sequence[Example], pairs: Sequence[Pair]
) -> Metric:
    rng = random.Random(0)
    captions = [shopper_caption(pair.design, rng) for pair in pairs]
    texts = embedder.embed_texts([caption.text for caption in captions])
    relevant = fit_matrix([caption.attributes for caption in captions], examples) == FITS
    precision = precision_at(texts @ studio.T, relevant, 10)
    return Metric("words -> fitting products, precision@10", precision, chance_precision(relevant))


def _recolouring_recall(
    embedder: Embedder,
    pictures: tuple[Tensor, Tensor],
    examples: Sequence[Example],
    pairs: Sequence[Pair],
) -> list[Metric]:
    """Return the recall of a product in another colour, by a photo plus "in <colour>".

    The query is the plain sum of the photo's and the text's vectors, each centred on its mean. For
    comparison, the photo and the text are also measured alone.
    """
    studio, photos = pictures
    recoloured = [i for i, pair in enumerate(pairs) if pair.changed == "color"]
    if not recoloured:
        return []
    names = [f"in {pairs[i].sibling.colour}" for i in recoloured]
    texts = embedder.embed_texts(names)
    text_mean = embedder.embed_texts(sorted(set(names))).mean(dim=0)
    photo = photos[[2 * i for i in recoloured]] - photos.mean(dim=0)
    centred_studio = studio - studio.mean(dim=0)
    relevant = fit_matrix([facts_after_change(pairs[i]) for i in recoloured], examples) == FITS
    queries = {
        "photo + colour": photo + texts - text_mean,
        "photo alone": photo,
        "colour alone": texts - text_mean,
    }
    return [
        Metric(f"{name} -> recoloured product, recall@10",
               recall_at(query @ centred_studio.T, relevant, 10), 10 / len(examples))
        for name, query in queries.items()
    ]  # fmt: skip
