"""`./shop bench index`: how much of the bare encoder's speed is left when a catalog is embedded."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rich.progress import Progress
from rich.table import Table

from benchmarks.benchmark import Findings
from benchmarks.indexing import ROUNDS, IndexingSpeed, run_index

HELP = "a worker beside the encoder alone"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=512, help="of each round")


def run(options: Namespace, progress: Progress) -> Findings:
    task = progress.add_task("Embedding in turns", total=ROUNDS)
    speed = run_index(options.products, lambda done: progress.advance(task, done))
    return Findings(table=_table(speed), figures={**asdict(speed), "share": speed.share})


def _table(speed: IndexingSpeed) -> Table:
    table = Table(
        "photos", "the encoder alone, a second", "a worker, a second", "share", title=speed.encoder
    )
    table.add_row(
        str(speed.photos), f"{speed.bare:.0f}", f"{speed.worker:.0f}", f"{speed.share:.0%}"
    )
    return table
