"""`./shop bench import`: how fast a catalog without photos is imported, new and unchanged."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict

from rich.progress import Progress
from rich.table import Table

from lab.benchmarks.benchmark import BenchmarkReport
from lab.benchmarks.import_run import ImportSpeed, run_imports

HELP = "import a large file, the same file again, and once more with 1 % of its prices changed"
IMPORTS = 3


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file")


def run(options: Namespace, progress: Progress) -> BenchmarkReport:
    task = progress.add_task("Importing", total=IMPORTS)
    speeds = run_imports(options.rows, lambda: progress.advance(task))
    return BenchmarkReport(
        table=_table(speeds),
        data={
            "imports": [{**asdict(s), "rows_per_second": s.rows_per_second} for s in speeds],
        },
        failure=_failure(speeds),
    )


def _table(speeds: Sequence[ImportSpeed]) -> Table:
    table = Table(
        "import", "s", "rows/s", "CPU s, worker", "CPU s, Postgres", "longest slice, s", "MB",
        title=f"{speeds[0].rows:,} rows",
    )  # fmt: skip
    for speed in speeds:
        postgres = "" if speed.postgres_cpu is None else f"{speed.postgres_cpu:.1f}"
        table.add_row(
            speed.name,
            f"{speed.seconds:.1f}",
            f"{speed.rows_per_second:,.0f}",
            f"{speed.worker_cpu:.1f}",
            postgres,
            f"{speed.longest_slice:.1f}",
            f"{speed.megabytes:.0f}",
        )
    return table


def _failure(speeds: Sequence[ImportSpeed]) -> str:
    new, same, changed = speeds
    if (new.created, same.unchanged) != (new.rows, new.rows):
        return "The same file was not unchanged, so the figures say nothing."
    if not changed.changed or changed.embedded_anew:
        return "Prices were changed, and products embedded anew for it."
    return ""
