"""`./shop bench search`: recall and latency of the search statement and of other engines."""

from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from dataclasses import asdict

from rich.progress import Progress
from rich.table import Table

from catalog.embedding.registry import default_encoder
from lab.benchmarks.benchmark import BenchmarkError, BenchmarkReport
from lab.benchmarks.recall_latency_plot import recall_latency_plot
from lab.benchmarks.rendered_vectors import RenderedWorld
from lab.benchmarks.rivals.registry import RIVALS
from lab.benchmarks.search_run import SearchReport, SearchSize, run_search
from lab.benchmarks.synthetic_vectors import ClusteredSpace, VectorSource

HELP = "recall and latency of the search statement by filter and weight, and of other engines"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument(
        "--vectors",
        choices=["clustered", "rendered"],
        default="clustered",
        help="synthetic vectors, or those of rendered products, which take a while to draw",
    )
    parser.add_argument(
        "--dimension", type=int, default=512, help="dimension of a synthetic photo or text vector"
    )
    parser.add_argument("--queries", type=int, default=100, help="queries per filter and weight")
    parser.add_argument("--rivals", nargs="*", default=[], metavar="NAME",
                        help=f"engines to compare with: {' '.join(RIVALS)}")  # fmt: skip


def run(options: Namespace, progress: Progress) -> BenchmarkReport:
    _require_known(options.rivals)
    size, source = _size_and_source(options)
    report = run_search(size, source, progress, rivals=options.rivals)
    return BenchmarkReport(
        table=_table(report), data=asdict(report), plot=recall_latency_plot(report.figures)
    )


def _size_and_source(options: Namespace) -> tuple[SearchSize, VectorSource]:
    encoder = default_encoder()
    rendered = options.vectors == "rendered"
    size = SearchSize(
        products=options.products,
        queries=options.queries,
        dimension=encoder.dimension if rendered else options.dimension,
        vectors=options.vectors,
    )
    return size, RenderedWorld(encoder) if rendered else ClusteredSpace(dimension=size.dimension)


def _table(report: SearchReport) -> Table:
    size = report.size
    table = Table(
        "engine", "filter and weight", "recall@24", "median ms", "p95 ms", "missing",
        title=f"{size.products:,} products, {size.vectors} joint vectors of dimension "
        f"{2 * size.dimension}; index built in {report.index_seconds:.0f} s, "
        f"{report.index_bytes / 2**20:,.0f} MiB",
    )  # fmt: skip
    for result in report.figures:
        table.add_row(
            result.engine, result.setting, f"{result.recall:.4f}", f"{result.median:.1f}",
            f"{result.p95:.1f}", str(result.missing),
        )  # fmt: skip
    return table


def _require_known(rivals: Collection[str]) -> None:
    if unknown := set(rivals) - set(RIVALS):
        raise BenchmarkError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(RIVALS)}.")
