"""`./shop bench encode`: the encoder's speed under the shop's runtime and under open_clip."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict

from django.conf import settings
from rich.progress import Progress
from rich.table import Table

from lab.benchmarks.benchmark import BenchmarkError, BenchmarkReport
from lab.benchmarks.encode.comparison import Comparison, compare_runtimes
from lab.benchmarks.encode.random_weights import RANDOM_MODEL
from lab.benchmarks.encode.runtimes import prepared_encoder
from lab.benchmarks.encode.workloads import SIDE, workloads

HELP = "compare the speed of an encoder under the shop's runtime and under open_clip"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--encoder",
        default=settings.SHOP_ENCODER,
        help=f"as in SHOP_ENCODER, or {RANDOM_MODEL} with random weights",
    )
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=11, help="timed rounds; medians are reported")


def run(options: Namespace, progress: Progress) -> BenchmarkReport:
    if options.encoder.startswith("python:"):
        raise BenchmarkError(
            f"{options.encoder} is none of open_clip's models. Choose another --encoder."
        )
    steps = len(options.threads) * len(workloads())
    task = progress.add_task(f"Encoding with {options.encoder}", total=steps)
    with prepared_encoder(options.encoder) as location:
        comparisons = list(compare_runtimes(
            location, threads=options.threads, rounds=options.rounds,
            progress=lambda done: progress.advance(task, done),
        ))  # fmt: skip
    figures = [{**asdict(c), "times_as_fast": c.times_as_fast} for c in comparisons]
    return BenchmarkReport(
        table=_table(options.encoder, comparisons),
        data={"encoder": options.encoder, "rounds": options.rounds, "figures": figures},
    )


def _table(encoder: str, comparisons: Sequence[Comparison]) -> Table:
    table = Table(
        "input", "threads", "open_clip ms", "shop ms", "speedup", "open_clip CPU ms",
        "shop CPU ms", "min cosine",
        title=f"{encoder}: time per picture of {SIDE} px, with resizing, or per text",
    )  # fmt: skip
    for c in comparisons:
        table.add_row(
            c.work, str(c.threads), f"{c.plain.wall:.1f}", f"{c.shop.wall:.1f}",
            f"{c.times_as_fast:.1f}", f"{c.plain.processor:.1f}", f"{c.shop.processor:.1f}",
            f"{c.least_cosine:.6f}",
        )  # fmt: skip
    return table
