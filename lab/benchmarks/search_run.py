"""The search benchmark, from an empty database to a report."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from rich.progress import Progress

from catalog.models import EncoderVersion
from lab.benchmarks.engine_benchmark import Engine, measure_engine
from lab.benchmarks.fused_statement import FusedStatement
from lab.benchmarks.pgvector_baseline import PgvectorBaseline
from lab.benchmarks.rivals.registry import load_rival
from lab.benchmarks.setting_results import SettingResult
from lab.benchmarks.synthetic_shop import build_index, fill_shop
from lab.benchmarks.synthetic_vectors import PairedVectors, VectorSource
from lab.benchmarks.vector_queries import Catalog, catalog_of, queries_by_setting
from lab.evaluation.temporary_shop import temporary_shop


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSize:
    products: int
    queries: int  # per filter and image weight
    dimension: int  # of a photo or text vector; joint vectors have twice as many
    vectors: str = "clustered"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReport:
    size: SearchSize
    index_seconds: float
    index_bytes: int
    figures: list[SettingResult] = field(default_factory=list)


def run_search(
    size: SearchSize, source: VectorSource, progress: Progress, *, rivals: Sequence[str] = ()
) -> SearchReport:
    """Measure the shop's search, plain pgvector and the rivals.

    Raises RivalMissing before it measures anything.
    """
    engines = [load_rival(name) for name in rivals]
    catalog, queries = catalog_of(source.products(size.products)), source.queries(size.queries)
    with temporary_shop():
        filling = progress.add_task("Filling the shop", total=size.products)
        version = fill_shop(catalog, lambda done: progress.advance(filling, done))
        seconds = _build_index(version, progress)
        figures = [
            result
            for engine in (FusedStatement(version), PgvectorBaseline(version))
            for result in _measure(engine, catalog, queries, progress)
        ]
        index_bytes = _index_bytes(version)
    for rival in engines:
        progress.console.print(f"Filling {rival.name}")
        figures += _measure(rival(catalog), catalog, queries, progress)
    return SearchReport(size=size, index_seconds=seconds, index_bytes=index_bytes, figures=figures)


def _measure(
    engine: Engine, catalog: Catalog, queries: PairedVectors, progress: Progress
) -> list[SettingResult]:
    task = progress.add_task(
        f"Measuring {engine.name}", total=len(list(queries_by_setting(queries)))
    )
    return list(measure_engine(engine, catalog, queries, lambda done: progress.advance(task, done)))


def _build_index(version: EncoderVersion, progress: Progress) -> float:
    building = progress.add_task("Building the index", total=None)
    started = time.monotonic()
    build_index(version)
    progress.update(building, total=1, completed=1)
    return time.monotonic() - started


def _index_bytes(version: EncoderVersion) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [version.index_name])
        (size,) = cursor.fetchone() or (0,)
    return int(size)
