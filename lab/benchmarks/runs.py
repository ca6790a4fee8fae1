"""Whole benchmarks, from an empty database to a report."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from rich.progress import Progress

from catalog.models import EncoderVersion
from lab.benchmarks.engine import Engine
from lab.benchmarks.measured import Measured
from lab.benchmarks.ours import FusedStatement
from lab.benchmarks.plain import PlainQuery
from lab.benchmarks.questions import Catalog, catalog_of, settings
from lab.benchmarks.rivals.named import imported
from lab.benchmarks.search import search_bench
from lab.benchmarks.shop import indexed, stocked
from lab.benchmarks.vectors import Vectors, VectorSource
from lab.evaluation.shop import temporary_shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    products: int
    queries: int  # of each setting
    dimension: int  # of one modality; joint vectors have twice as many
    vectors: str = "clustered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    size: Size
    index_seconds: float
    index_bytes: int
    figures: list[Measured] = field(default_factory=list)


def run_search(
    size: Size, source: VectorSource, progress: Progress, *, rivals: Sequence[str] = ()
) -> Report:
    """Raises RivalMissing before anything is done."""
    classes = [imported(name) for name in rivals]
    catalog, queries = catalog_of(source.products(size.products)), source.queries(size.queries)
    with temporary_shop():
        filling = progress.add_task("Filling the shop", total=size.products)
        version = stocked(catalog, lambda done: progress.advance(filling, done))
        seconds = _indexed(version, progress)
        figures = [
            one
            for engine in (FusedStatement(version), PlainQuery(version))
            for one in _asked(engine, catalog, queries, progress)
        ]
        index_bytes = _index_bytes(version)
    for rival in classes:
        progress.console.print(f"Filling {rival.name}")
        figures += _asked(rival(catalog), catalog, queries, progress)
    return Report(size=size, index_seconds=seconds, index_bytes=index_bytes, figures=figures)


def _asked(
    engine: Engine, catalog: Catalog, queries: Vectors, progress: Progress
) -> list[Measured]:
    task = progress.add_task(f"Asking {engine.name}", total=len(list(settings(queries))))
    return list(search_bench(engine, catalog, queries, lambda done: progress.advance(task, done)))


def _indexed(version: EncoderVersion, progress: Progress) -> float:
    building = progress.add_task("Building the index", total=None)
    started = time.monotonic()
    indexed(version)
    progress.update(building, total=1, completed=1)
    return time.monotonic() - started


def _index_bytes(version: EncoderVersion) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [version.index_name])
        (size,) = cursor.fetchone() or (0,)
    return int(size)
