"""Whether an encoder's quantised towers still find the same products, and how much quicker.

Judged on rendered products, by what a search does: shopper photos and words find products. In an
index the vectors of both precisions meet, as workers and web servers may change at different times;
so a quantised query must find as much in an index of either.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from catalog.demo.captions import named_attributes, request_words
from catalog.demo.rendering import rendered, shopper_jpegs
from catalog.embedding.encoder import Vectors
from catalog.embedding.loading import LoadedModel
from catalog.embedding.picture import decode_picture
from catalog.embedding.wording import describe
from catalog.evaluation.batches import batches
from catalog.evaluation.world import World, held_out_world

MAX_LOSS: Final = 0.005
"""Of the share found, by any measure: half a point."""

MIN_SPEEDUP: Final = 1.2
PRODUCTS: Final = 400
FIRST: Final = (1, 10)
BATCH: Final = 16
SEED: Final = 20_000
"""Views that neither training nor the evaluation has."""

Truth = NDArray[np.bool_]


@dataclass(slots=True)
class Timed:
    """A model and the processor time that it took."""

    model: LoadedModel
    seconds: dict[str, float] = field(default_factory=lambda: {"images": 0.0, "texts": 0.0})

    def images(self, images: Sequence[Image]) -> Vectors:
        return self._timed("images", lambda: self.model.images(images))

    def texts(self, texts: Sequence[str]) -> Vectors:
        return self._timed("texts", lambda: self.model.texts(texts))

    def _timed(self, tower: str, encode: Callable[[], Vectors]) -> Vectors:
        started = time.process_time()
        vectors = encode()
        self.seconds[tower] += time.process_time() - started
        return vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`loss`: the most that any measure lost; `speedup`: times as fast."""

    tower: str
    loss: float
    speedup: float

    @property
    def accepted(self) -> bool:
        return self.loss <= MAX_LOSS and self.speedup >= MIN_SPEEDUP


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Both:
    """The same pictures or texts by the exact and by the quantised tower."""

    exact: Vectors
    quantized: Vectors


def verdicts(
    exact: LoadedModel, quantized: LoadedModel, *, products: int = PRODUCTS
) -> list[Verdict]:
    """One for each tower, by itself: the other one of a comparison is exact."""
    world, one, other = held_out_world(products), Timed(exact), Timed(quantized)
    shop, photos = _pictures(_studio(world), one, other), _pictures(_photos(world), one, other)
    texts, fits = _requests(world)
    words = Both(exact=one.texts(texts), quantized=other.texts(texts))
    described = [describe(product) for product in world.products]
    written = Both(exact=one.texts(described), quantized=other.texts(described))
    itself = np.eye(len(world.products), dtype=np.bool_)
    losses = {
        "images": [loss(photos, shop, itself), loss(_only_exact(words), shop, fits)],
        "texts": [loss(words, _only_exact(shop), fits), loss(words, written, fits)],
    }
    return [
        Verdict(
            tower=tower,
            loss=max(losses[tower]),
            speedup=one.seconds[tower] / max(other.seconds[tower], 1e-9),
        )
        for tower in losses
    ]


def loss(queries: Both, index: Both, right: Truth) -> float:
    """The most that is lost against exact vectors, whatever the index has. May be negative.

    `right` (queries, products): which products answer a query.
    """
    mixed = [(queries.quantized, index.exact), (queries.quantized, index.quantized)]
    return max(
        found(queries.exact, index.exact, right, k) - found(*pair, right, k)
        for pair in mixed
        for k in FIRST
    )


def found(queries: Vectors, index: Vectors, right: Truth, k: int) -> float:
    """Mean share of right ones among the first k, or among as many as there are."""
    order = np.argsort(-(queries @ index.T), axis=1, kind="stable")[:, :k]
    hits = np.take_along_axis(right, order, axis=1).sum(axis=1)
    return float(np.mean(hits / np.minimum(right.sum(axis=1), k)))


def _only_exact(both: Both) -> Both:
    return Both(exact=both.exact, quantized=both.exact)


def _pictures(pictures: Iterator[Image], one: Timed, other: Timed) -> Both:
    """In turns, so that both meet the same weather on a shared machine."""
    pairs = [(one.images(some), other.images(some)) for some in batches(pictures, BATCH)]
    exact, quantized = zip(*pairs, strict=True)
    return Both(exact=np.vstack(exact), quantized=np.vstack(quantized))


def _studio(world: World) -> Iterator[Image]:
    return (decode_picture(data).image for _, data in rendered(world.products))


def _photos(world: World) -> Iterator[Image]:
    designs = [product.design for product in world.products]
    return (decode_picture(data).image for data in shopper_jpegs(designs, seed=SEED))


def _requests(world: World) -> tuple[list[str], Truth]:
    """One for each product, and which products answer it."""
    rng = random.Random(SEED)
    ids = [product.external_id for product in world.products]
    texts, rows = [], []
    for product in world.products:
        named = named_attributes(product.design, rng)
        asked = {name: product.design.attributes[name] for name in named}
        fitting = world.fitting({"kind": product.design.kind, **asked})
        texts.append(request_words(product.design, named, rng))
        rows.append([one in fitting for one in ids])
    return texts, np.array(rows, dtype=np.bool_)
