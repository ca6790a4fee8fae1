"""Measures speed: `./shop bench search --products 100000`."""

from argparse import Namespace
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from catalog.embedding.encoder import EncoderError
from lab.evaluation.shop import EvaluationError


class Command(BaseCommand):
    help = "Measure speed, in temporary shops of synthetic products."

    def add_arguments(self, parser: CommandParser) -> None:
        # The benchmarks are no part of the product, and may be left out of an installation.
        from lab.benchmarks.named import BENCHMARKS  # noqa: PLC0415

        chosen = parser.add_subparsers(dest="benchmark", required=True)
        for name, benchmark in BENCHMARKS.items():
            own = chosen.add_parser(name, help=benchmark.HELP)
            benchmark.add_arguments(own)
            own.add_argument("--output", type=Path, default=settings.SHOP_VAR / "benchmarks",
                             help="folder for what is found")  # fmt: skip

    def handle(self, *, benchmark: str, output: Path, **options: object) -> None:
        from lab.benchmarks.benchmark import BenchmarkError, write_findings  # noqa: PLC0415
        from lab.benchmarks.named import BENCHMARKS  # noqa: PLC0415

        console = Console()
        try:
            with Progress(console=console) as progress:
                findings = BENCHMARKS[benchmark].run(Namespace(**options), progress)
        except (BenchmarkError, EncoderError, EvaluationError) as error:
            raise CommandError(str(error)) from error
        console.print(findings.table)
        written = write_findings(output, benchmark, findings)
        console.print(f"Also in {output}: {', '.join(path.name for path in written)}")
        if findings.failure:
            raise CommandError(findings.failure)
