"""The rendered world as a shop: products never trained on, and which of them fit a request."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lab.demo.products import DemoProduct, demo_product
from lab.demo.world import KINDS, Design
from lab.training.data.design_pairs import Pair, sample_pairs

SEED: Final = 2
"""Apart from the seeds of training and of its validation."""

WITHHELD: Final = frozenset({"umbrella", "watch", "suitcase", "teapot", "sunglasses"})
"""Kinds that this shop does not sell: a request for one has no suitable product."""

NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class World:
    """`pairs` are those of whose both designs the shop has; `absent` are what it has not."""

    products: Sequence[DemoProduct]
    pairs: Sequence[Pair]
    absent: Sequence[Design]

    def fitting(self, asked: Mapping[str, str]) -> frozenset[str]:
        """The external ids of the products that have all the asked values, at least one."""
        return frozenset.intersection(*(self._having.get(one, NONE) for one in asked.items()))

    @cached_property
    def _having(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """External ids by an attribute and its value."""
        found = defaultdict(list)
        for product in self.products:
            for one in {"kind": product.design.kind, **product.design.attributes}.items():
                found[one].append(product.external_id)
        return {one: frozenset(ids) for one, ids in found.items()}


def held_out_world(count: int) -> World:
    """About `count` products, in pairs that differ in one attribute."""
    pairs = _pairs(count)
    sold = [pair for pair in pairs if pair.design.kind not in WITHHELD]
    designs = dict.fromkeys(one for pair in sold for one in (pair.design, pair.sibling))
    rng = random.Random(SEED)
    return World(
        products=[
            demo_product(number, design, rng) for number, design in enumerate(designs, start=1)
        ],
        pairs=sold,
        absent=[pair.design for pair in pairs if pair.design.kind in WITHHELD],
    )


def _pairs(count: int) -> list[Pair]:
    """As many as make `count` products of the kinds sold: all kinds are equally frequent."""
    share_sold = 1 - len(WITHHELD) / len(KINDS)
    return sample_pairs(round(count / 2 / share_sold), seed=SEED, from_held_out=True)
