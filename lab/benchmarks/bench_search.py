"""`./shop bench search`: recall and latency of the fused statement, beside other engines."""

from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from dataclasses import asdict

from rich.progress import Progress

from catalog.embedding.registry import default_encoder
from lab.benchmarks.benchmark import BenchmarkError, Findings
from lab.benchmarks.plot import plotted
from lab.benchmarks.rendered import RenderedWorld
from lab.benchmarks.report import table_of
from lab.benchmarks.rivals.named import RIVALS
from lab.benchmarks.runs import Size, run_search
from lab.benchmarks.vectors import Space, VectorSource

HELP = "recall and latency of the search statement by filter and weight, beside other engines"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument(
        "--vectors",
        choices=["clustered", "rendered"],
        default="clustered",
        help="synthetic ones, or the rendered world's, which take a while to draw",
    )
    parser.add_argument("--dimension", type=int, default=512, help="of one modality, synthetic")
    parser.add_argument("--queries", type=int, default=100, help="of each setting")
    parser.add_argument("--rivals", nargs="*", default=[], metavar="NAME",
                        help=f"side by side: {' '.join(RIVALS)}")  # fmt: skip


def run(options: Namespace, progress: Progress) -> Findings:
    _require_known(options.rivals)
    size, source = _asked(options)
    report = run_search(size, source, progress, rivals=options.rivals)
    return Findings(table=table_of(report), figures=asdict(report), plot=plotted(report.figures))


def _asked(options: Namespace) -> tuple[Size, VectorSource]:
    encoder = default_encoder()
    rendered = options.vectors == "rendered"
    size = Size(
        products=options.products,
        queries=options.queries,
        dimension=encoder.dimension if rendered else options.dimension,
        vectors=options.vectors,
    )
    return size, RenderedWorld(encoder) if rendered else Space(dimension=size.dimension)


def _require_known(rivals: Collection[str]) -> None:
    if unknown := set(rivals) - set(RIVALS):
        raise BenchmarkError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(RIVALS)}.")
