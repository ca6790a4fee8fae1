"""`./shop bench index`: the speed of an indexing worker relative to the encoder alone.

Both use the number of threads that `./shop up` gives a worker.
"""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from django.conf import settings
from rich.progress import Progress
from rich.table import Table

from lab.benchmarks.benchmark import BenchmarkReport
from lab.benchmarks.indexing_run import ROUNDS, IndexingSpeed, run_index
from shop_search.processes import ENCODER_THREADS

HELP = "compare the speed of an indexing worker and of the encoder alone"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=2048, help="products per round")


def run(options: Namespace, progress: Progress) -> BenchmarkReport:
    # The encoder reads this setting when it is first used.
    settings.SHOP_ENCODER_THREADS = ENCODER_THREADS
    task = progress.add_task("Embedding", total=ROUNDS)
    speed = run_index(options.products, lambda done: progress.advance(task, done))
    return BenchmarkReport(table=_table(speed), data={**asdict(speed), "share": speed.share})


def _table(speed: IndexingSpeed) -> Table:
    table = Table(
        "photos", "encoder alone, photos/s", "worker, photos/s", "share", title=speed.encoder
    )
    table.add_row(
        str(speed.photos), f"{speed.bare:.0f}", f"{speed.worker:.0f}", f"{speed.share:.0%}"
    )
    return table
