"""The rendered world as a shop: products never trained on, and which of them fit a request."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.demo.catalogue import DemoProduct, listed
from catalog.demo.world import KINDS, Design
from catalog.training.variation import Pair, sample_pairs

SEED: Final = 2
"""Apart from the seeds of training and of its validation."""

WITHHELD: Final = frozenset({"umbrella", "watch", "suitcase", "teapot", "sunglasses"})
"""Kinds that this shop does not sell: a request for one has no suitable product."""


@dataclass(frozen=True, kw_only=True)
class World:
    """`pairs` are those of whose both designs the shop has; `absent` are what it has not."""

    products: Sequence[DemoProduct]
    pairs: Sequence[Pair]
    absent: Sequence[Design]

    def fitting(self, asked: Mapping[str, str]) -> frozenset[str]:
        """The external ids of the products that have all the asked values."""
        return frozenset(
            product.external_id for product in self.products if _fits(asked, product.design)
        )


def held_out_world(count: int) -> World:
    """About `count` products, in pairs that differ in one attribute."""
    pairs = _pairs(count)
    sold = [pair for pair in pairs if pair.design.kind not in WITHHELD]
    designs = dict.fromkeys(one for pair in sold for one in (pair.design, pair.sibling))
    rng = random.Random(SEED)
    return World(
        products=[listed(number, design, rng) for number, design in enumerate(designs, start=1)],
        pairs=sold,
        absent=[pair.design for pair in pairs if pair.design.kind in WITHHELD],
    )


def _pairs(count: int) -> list[Pair]:
    """As many as make `count` products of the kinds sold: all kinds are equally frequent."""
    share_sold = 1 - len(WITHHELD) / len(KINDS)
    return sample_pairs(round(count / 2 / share_sold), seed=SEED, from_held_out=True)


def _fits(asked: Mapping[str, str], design: Design) -> bool:
    has = {"kind": design.kind, **design.attributes}
    return all(has.get(name) == value for name, value in asked.items())
