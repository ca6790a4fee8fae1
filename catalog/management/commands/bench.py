"""Measures speed and recall: `./shop bench search`, `encode`, `index` or `http`."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from catalog.embedding.encoder import EncoderError
from catalog.evaluation.shop import EvaluationError

# The benchmarks are no part of the product, and may be left out of an installation: they are
# imported where they are run.


class Command(BaseCommand):
    help = "Measure speed and recall, in a temporary shop beside the real one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["search", "encode", "index", "http"])
        parser.add_argument("--products", type=int, help="search, index, http")
        parser.add_argument("--dimension", type=int, default=512, help="search: of one modality")
        parser.add_argument("--queries", type=int, default=100,
                            help="search: of each setting; http: of each load")  # fmt: skip
        parser.add_argument("--rivals", nargs="*", default=[], metavar="NAME",
                            help="search: beside faiss milvus lancedb qdrant chroma")  # fmt: skip
        parser.add_argument("--clients", type=int, nargs="*", default=[1, 8, 32], help="http")
        parser.add_argument("--encoder", default=settings.SHOP_ENCODER, help="encode")
        parser.add_argument("--threads", type=int, default=1, help="encode")
        parser.add_argument("--output", type=Path, default=settings.SHOP_VAR / "benchmarks",
                            help="folder for the outcome as JSON")  # fmt: skip

    def handle(self, *, what: str, output: Path, **options: Any) -> None:
        runs: dict[str, Callable[[dict[str, Any], Console, Progress], object]] = {
            "search": _search, "encode": _encode, "index": _index, "http": _http,
        }  # fmt: skip
        console = Console()
        try:
            with Progress(console=console) as progress:
                found = runs[what](options, console, progress)
        except (EvaluationError, EncoderError) as error:
            raise CommandError(str(error)) from error
        from benchmarks.report import write_report  # noqa: PLC0415

        write_report(output / f"{what}.json", found)
        console.print(f"Also in {output}/{what}.json")


def _search(options: dict[str, Any], console: Console, progress: Progress) -> object:
    from benchmarks.report import table_of  # noqa: PLC0415
    from benchmarks.rivals.named import RIVALS, RivalMissing  # noqa: PLC0415
    from benchmarks.runs import Size, run_search  # noqa: PLC0415

    if unknown := set(options["rivals"]) - set(RIVALS):
        raise CommandError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(RIVALS)}.")
    size = Size(
        products=options["products"] or 100_000, dimension=options["dimension"],
        queries=options["queries"],
    )  # fmt: skip
    try:
        report = run_search(size, progress, rivals=options["rivals"])
    except RivalMissing as error:
        raise CommandError(str(error)) from error
    console.print(table_of(report))
    return asdict(report)


def _encode(options: dict[str, Any], console: Console, progress: Progress) -> object:
    from benchmarks.encoding import run_encode  # noqa: PLC0415
    from benchmarks.tables import encoding_table  # noqa: PLC0415

    name, threads = options["encoder"], options["threads"]
    task = progress.add_task("Encoding in turns", total=4)
    speeds = run_encode(
        name, cache=settings.SHOP_VAR / "encoders", threads=threads, rounds=15,
        progress=lambda done: progress.advance(task, done),
    )  # fmt: skip
    console.print(encoding_table(name, threads, speeds))
    return {"encoder": name, "threads": threads, "speeds": [asdict(one) for one in speeds]}


def _index(options: dict[str, Any], console: Console, progress: Progress) -> object:
    from benchmarks.indexing import ROUNDS, run_index  # noqa: PLC0415
    from benchmarks.tables import indexing_table  # noqa: PLC0415

    task = progress.add_task("Embedding in turns", total=ROUNDS)
    speed = run_index(options["products"] or 512, lambda done: progress.advance(task, done))
    console.print(indexing_table(speed))
    return {**asdict(speed), "share": speed.share}


def _http(options: dict[str, Any], console: Console, progress: Progress) -> object:
    from benchmarks.http import run_http  # noqa: PLC0415
    from benchmarks.tables import http_table  # noqa: PLC0415

    clients = options["clients"]
    task = progress.add_task("Filling a shop, then asking it", total=1 + len(clients))
    report = run_http(
        options["products"] or 100_000, clients, options["queries"],
        lambda done: progress.advance(task, done),
    )  # fmt: skip
    console.print(http_table(report))
    return asdict(report)
