"""`./shop bench index`: how much of the bare encoder's speed is left when a catalog is embedded.

Both with the threads that `./shop up` gives a worker.
"""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from django.conf import settings
from rich.progress import Progress
from rich.table import Table

from lab.benchmarks.benchmark import Findings
from lab.benchmarks.indexing import ROUNDS, IndexingSpeed, run_index
from shop_search.processes import ENCODER_THREADS

HELP = "a worker beside the encoder alone"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=2048, help="of each round")


def run(options: Namespace, progress: Progress) -> Findings:
    # Asked for when the encoder is first used.
    settings.SHOP_ENCODER_THREADS = ENCODER_THREADS
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
