"""A shop of rendered products with held-out designs, which training never saw."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lab.demo.products import DemoProduct, demo_product
from lab.demo.world import KINDS, Design
from lab.training.data.design_pairs import Pair, sample_pairs

SEED: Final = 2
"""Differs from the default seed of training and from the seed of validation."""

UNSOLD_KINDS: Final = frozenset({"umbrella", "watch", "suitcase", "teapot", "sunglasses"})
"""Kinds that this shop does not sell, so that queries for them have no relevant product."""


@dataclass(frozen=True, kw_only=True)
class HeldOutWorld:
    """A shop that sells both designs of each pair in `pairs`, and none of the `unsold` designs."""

    products: Sequence[DemoProduct]
    pairs: Sequence[Pair]
    unsold: Sequence[Design]

    def products_with(self, attributes: Mapping[str, str]) -> frozenset[str]:
        """Return the external ids of products with all `attributes`, which must not be empty.

        "kind", "brand" and "category" count as attributes. A category includes those below it.
        """
        ids = (self._ids_by_value.get(item, frozenset()) for item in attributes.items())
        return frozenset.intersection(*ids)

    @cached_property
    def _ids_by_value(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """External ids by attribute name and value."""
        ids_by_value = defaultdict(list)
        for product in self.products:
            for item in _facts(product):
                ids_by_value[item].append(product.external_id)
        return {item: frozenset(ids) for item, ids in ids_by_value.items()}


def held_out_world(count: int) -> HeldOutWorld:
    """Make a shop of about `count` products, in pairs that differ in one attribute."""
    pairs = _pairs(count)
    sold = [pair for pair in pairs if pair.design.kind not in UNSOLD_KINDS]
    designs = dict.fromkeys(design for pair in sold for design in (pair.design, pair.sibling))
    rng = random.Random(SEED)
    return HeldOutWorld(
        products=[
            demo_product(number, design, rng) for number, design in enumerate(designs, start=1)
        ],
        pairs=sold,
        unsold=[pair.design for pair in pairs if pair.design.kind in UNSOLD_KINDS],
    )


def _facts(product: DemoProduct) -> Iterator[tuple[str, str]]:
    yield "kind", product.design.kind
    yield "brand", product.brand
    yield from (("category", name) for name in product.category)
    yield from product.design.attributes.items()


def _pairs(count: int) -> list[Pair]:
    """Sample enough pairs for `count` sold products. Sold and unsold kinds are equally frequent."""
    share_sold = 1 - len(UNSOLD_KINDS) / len(KINDS)
    return sample_pairs(round(count / 2 / share_sold), seed=SEED, from_held_out=True)
