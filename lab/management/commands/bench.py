"""`./shop bench`: benchmarks, such as `./shop bench search --products 100000`."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from catalog.embedding.encoder import EncoderError
from lab.evaluation.temporary_shop import EvaluationError

if TYPE_CHECKING:
    from lab.benchmarks.benchmark import Benchmark


class Command(BaseCommand):
    help = "Run a benchmark in a temporary shop of synthetic products."

    def add_arguments(self, parser: CommandParser) -> None:
        subparsers = parser.add_subparsers(dest="benchmark", required=True)
        for name, benchmark in _benchmarks().items():
            subparser = subparsers.add_parser(name, help=benchmark.HELP)
            benchmark.add_arguments(subparser)
            subparser.add_argument("--output", type=Path, default=settings.SHOP_VAR / "benchmarks",
                             help="folder for the report")  # fmt: skip

    def handle(self, *, benchmark: str, output: Path, **options: object) -> None:
        from lab.benchmarks.benchmark import BenchmarkError, write_report  # noqa: PLC0415

        console = Console()
        try:
            with Progress(console=console) as progress:
                report = _benchmarks()[benchmark].run(Namespace(**options), progress)
        except (BenchmarkError, EncoderError, EvaluationError) as error:
            raise CommandError(str(error)) from error
        console.print(report.table)
        written = write_report(output, benchmark, report)
        console.print(f"Also in {output}: {', '.join(path.name for path in written)}")
        if report.failure:
            raise CommandError(report.failure)


def _benchmarks() -> "Mapping[str, Benchmark]":
    # Imported late: an installation may leave the benchmarks out.
    from lab.benchmarks import (  # noqa: PLC0415
        bench_encode,
        bench_http,
        bench_import,
        bench_index,
        bench_search,
    )

    return {
        "encode": bench_encode,
        "http": bench_http,
        "import": bench_import,
        "index": bench_index,
        "search": bench_search,
    }
