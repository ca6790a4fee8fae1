"""Whole benchmarks, from an empty database to a report."""

import time
from dataclasses import dataclass, field

from django.db import connection
from rich.progress import Progress

from benchmarks.measured import Measured
from benchmarks.search import WEIGHTS, search_bench, selections
from benchmarks.shop import Stocked, indexed, stocked
from benchmarks.vectors import Space
from catalog.evaluation.shop import temporary_shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    products: int
    dimension: int  # of one modality; joint vectors have twice as many
    queries: int  # of each setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    size: Size
    index_seconds: float
    index_bytes: int
    figures: list[Measured] = field(default_factory=list)


def run_search(size: Size, progress: Progress) -> Report:
    space = Space(dimension=size.dimension)
    with temporary_shop():
        filling = progress.add_task("Filling the shop", total=size.products)
        shop = stocked(space.products(size.products), lambda done: progress.advance(filling, done))
        seconds = _indexed(shop, progress)
        queries = space.queries(size.queries)
        settings = len(selections(shop, queries)) * len(WEIGHTS)
        searching = progress.add_task("Searching", total=settings)
        figures = list(search_bench(shop, queries, lambda done: progress.advance(searching, done)))
        return Report(
            size=size, index_seconds=seconds, index_bytes=_index_bytes(shop), figures=figures
        )


def _indexed(shop: Stocked, progress: Progress) -> float:
    building = progress.add_task("Building the index", total=None)
    started = time.monotonic()
    indexed(shop)
    progress.update(building, total=1, completed=1)
    return time.monotonic() - started


def _index_bytes(shop: Stocked) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [shop.version.index_name])
        (size,) = cursor.fetchone() or (0,)
    return int(size)
