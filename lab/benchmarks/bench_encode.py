"""`./shop bench encode`: what the shop's runtime gains over open_clip as it comes."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict

from django.conf import settings
from rich.progress import Progress
from rich.table import Table

from lab.benchmarks.benchmark import BenchmarkError, Findings
from lab.benchmarks.encode.comparison import Compared, compared
from lab.benchmarks.encode.random_weights import RANDOM
from lab.benchmarks.encode.runtimes import available
from lab.benchmarks.encode.work import SIDE, all_work

HELP = "an encoder under the shop's runtime beside open_clip in PyTorch"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--encoder", default=settings.SHOP_ENCODER,
                        help=f"as in SHOP_ENCODER; or {RANDOM}, with random weights")  # fmt: skip
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=11, help="of which the medians are told")


def run(options: Namespace, progress: Progress) -> Findings:
    if options.encoder.startswith("python:"):
        raise BenchmarkError(
            f"{options.encoder} is none of open_clip's; compare another --encoder."
        )
    steps = len(options.threads) * len(all_work())
    task = progress.add_task(f"Encoding with {options.encoder}", total=steps)
    with available(options.encoder) as named:
        found = list(compared(named, threads=options.threads, rounds=options.rounds,
                              progress=lambda done: progress.advance(task, done)))  # fmt: skip
    figures = [{**asdict(one), "times_as_fast": one.times_as_fast} for one in found]
    return Findings(
        table=_table(options.encoder, found),
        figures={"encoder": options.encoder, "rounds": options.rounds, "figures": figures},
    )


def _table(encoder: str, found: Sequence[Compared]) -> Table:
    table = Table(
        "work", "threads", "open_clip ms", "shop ms", "times as fast", "open_clip CPU ms",
        "shop CPU ms", "least cosine",
        title=f"{encoder}: milliseconds for one picture of {SIDE} px, resized, or one text",
    )  # fmt: skip
    for one in found:
        table.add_row(
            one.work, str(one.threads), f"{one.plain.wall:.1f}", f"{one.shop.wall:.1f}",
            f"{one.times_as_fast:.1f}", f"{one.plain.processor:.1f}", f"{one.shop.processor:.1f}",
            f"{one.least_cosine:.6f}",
        )  # fmt: skip
    return table
