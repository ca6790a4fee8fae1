"""Measures speed and recall: `./shop bench search --products 100000`."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from catalog.evaluation.shop import EvaluationError


class Command(BaseCommand):
    help = "Measure speed and recall of the search in a temporary shop of synthetic products."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["search"])
        parser.add_argument("--products", type=int, default=100_000)
        parser.add_argument("--dimension", type=int, default=512, help="of one modality")
        parser.add_argument("--queries", type=int, default=100, help="of each setting")
        parser.add_argument("--rivals", nargs="*", default=[], metavar="NAME",
                            help="side by side: faiss milvus lancedb qdrant chroma")  # fmt: skip
        parser.add_argument("--output", type=Path, default=settings.SHOP_VAR / "benchmarks",
                            help="folder for search.json")  # fmt: skip

    def handle(
        self, *, rivals: list[str], output: Path, products: int, dimension: int, queries: int,
        **_options: object,
    ) -> None:  # fmt: skip
        # The benchmarks are no part of the product, and may be left out of an installation.
        from benchmarks.report import table_of, write_report  # noqa: PLC0415
        from benchmarks.rivals.named import RIVALS, RivalMissing  # noqa: PLC0415
        from benchmarks.runs import Size, run_search  # noqa: PLC0415

        if unknown := set(rivals) - set(RIVALS):
            raise CommandError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(RIVALS)}.")

        console = Console()
        size = Size(products=products, dimension=dimension, queries=queries)
        try:
            with Progress(console=console) as progress:
                report = run_search(size, progress, rivals=rivals)
        except (EvaluationError, RivalMissing) as error:
            raise CommandError(str(error)) from error
        console.print(table_of(report))
        write_report(output / "search.json", report)
        console.print(f"Also in {output}/search.json")
