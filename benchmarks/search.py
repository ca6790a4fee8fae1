"""`./shop bench search`: the fused statement, by selectivity of the filter and weight."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.exact import recall_of
from benchmarks.measured import Measured, measured
from benchmarks.shop import BRANDS, FLAGS, Stocked
from benchmarks.vectors import CLUSTERS, Vectors
from catalog.search.asked import Asked, Literal, Nearest, Window
from catalog.search.calibration import calibration_of
from catalog.search.engine import CLOSE, LITERAL_BONUS, OVER_FETCH
from catalog.search.execution import answer
from catalog.search.filtering import filtered_products, widened_products
from catalog.search.fusion import FusedQuery, QueryVectors, fuse
from catalog.search.query import Filters, Sort

PAGE: Final = 24
WEIGHTS: Final = (1.0, 0.7, 0.5, 0.0)
WARM_UP: Final = 10
"""Queries before the clock counts: the first ones read the index from disk."""

UNHEARD: Final = "unheard"
"""A word that no product has: it costs what words cost, and leaves the order to the vectors."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """A filter for each query: its name in the report, the filters, the products that pass."""

    name: str
    filters: Sequence[Filters]
    passing: Sequence[NDArray[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asking:
    """All queries with one selection and one weight."""

    shop: Stocked
    queries: Vectors
    selection: Selection
    image_weight: float

    @property
    def name(self) -> str:
        return f"{self.selection.name}, photo {self.image_weight:.1f}"


def search_bench(
    shop: Stocked, queries: Vectors, progress: Callable[[int], None]
) -> Iterator[Measured]:
    for selection in selections(shop, queries):
        for weight in WEIGHTS:
            asking = Asking(shop=shop, queries=queries, selection=selection, image_weight=weight)
            yield _measured(asking)
            progress(1)


def selections(shop: Stocked, queries: Vectors) -> list[Selection]:
    count, everything = len(queries.clusters), np.ones(len(shop.joint), dtype=np.bool_)
    flagged = [
        Selection(
            name=f"{share:.1%} at random",
            filters=[Filters(attributes={name: ("yes",)})] * count,
            passing=[shop.flags[name]] * count,
        )
        for name, share in FLAGS.items()
    ]
    own = queries.clusters * BRANDS // CLUSTERS
    return [
        Selection(name="everything", filters=[Filters()] * count, passing=[everything] * count),
        *flagged,
        _branded("5.0% where the query is", shop, own),
        _branded("5.0% elsewhere", shop, (own + BRANDS // 2) % BRANDS),
    ]


def _branded(name: str, shop: Stocked, brands: NDArray[np.int64]) -> Selection:
    return Selection(
        name=name,
        filters=[Filters(brands=(f"Brand {brand}",)) for brand in brands],
        passing=[shop.brands == brand for brand in brands],
    )


def _measured(asking: Asking) -> Measured:
    for place in range(min(WARM_UP, len(asking.queries.clusters))):
        _found(asking, place, _fused(asking, place))
    recalls, seconds, pages = [], [], []
    for place in range(len(asking.queries.clusters)):
        fused = _fused(asking, place)
        started = time.perf_counter()
        found = _found(asking, place, fused)
        seconds.append(time.perf_counter() - started)
        passing = asking.selection.passing[place]
        recalls.append(recall_of(found, asking.shop.joint, fused.vector, passing, k=PAGE))
        pages.append(len(found) + max(0, PAGE - int(passing.sum())))
    return measured("the search", asking.name, recalls, seconds, pages)


def _found(asking: Asking, place: int, fused: FusedQuery) -> list[int]:
    """The whole statement, facets and all; places of the products on the first page."""
    return [product_id - 1 for product_id, _, _ in answer(_asked(asking, place, fused)).hits]


def _asked(asking: Asking, place: int, fused: FusedQuery) -> Asked:
    filters = asking.selection.filters[place]
    return Asked(
        products=filtered_products(filters),
        widened=widened_products(filters),
        window=Window(limit=PAGE, offset=0, sort=Sort.RELEVANCE, floor=CLOSE),
        nearest=Nearest(
            version=asking.shop.version, fused=fused, over_fetch=OVER_FETCH, judges=True
        ),
        literal=Literal(wanted=UNHEARD if asking.image_weight < 1 else "", bonus=LITERAL_BONUS),
    )


def _fused(asking: Asking, place: int) -> FusedQuery:
    weight, queries = asking.image_weight, asking.queries
    return fuse(
        QueryVectors(
            photo=queries.images[place] if weight > 0 else None,
            words=queries.words[place] if weight < 1 else None,
        ),
        image_weight=weight,
        calibration=calibration_of(asking.shop.version),
    )
