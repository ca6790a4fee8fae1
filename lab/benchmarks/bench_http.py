"""`./shop bench http`: complete API searches against the real web server."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rich.progress import Progress
from rich.table import Table

from catalog.embedding.registry import default_encoder
from lab.benchmarks.benchmark import BenchmarkReport
from lab.benchmarks.http.http_run import HttpResult, HttpSize, measure

HELP = "complete API searches by photo, text and a filter, from several concurrent clients"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--requests", type=int, default=200, help="requests per number of clients")
    parser.add_argument("--seconds", type=float, default=60, help="time limit of each load test")
    parser.add_argument(
        "--side", type=int, default=1024, help="width and height of the photos in pixels"
    )


def run(options: Namespace, progress: Progress) -> BenchmarkReport:
    size = HttpSize(
        products=options.products,
        clients=options.clients,
        requests=options.requests,
        seconds=options.seconds,
        side=options.side,
    )
    encoder = default_encoder()
    result = measure(size, encoder, progress)
    data = {"encoder": encoder.name, "size": asdict(size), **asdict(result)}
    return BenchmarkReport(
        table=_table(size, encoder.name, result), data=data, failure=_failure(result)
    )


def _failure(result: HttpResult) -> str:
    """Return a message if searches failed, else "": failed searches are fast, so times mislead."""
    errors = sum(load.errors for load in result.loads)
    first = next((load.first_error for load in result.loads if load.errors), "")
    return f"{errors} searches failed: {first}" if errors else ""


def _table(size: HttpSize, encoder: str, result: HttpResult) -> Table:
    first, last = _mebibytes(result.resident_at_first), _mebibytes(result.resident_at_last)
    table = Table(
        "clients", "queries", "requests", "median ms", "p95 ms", "requests/s", "errors",
        title=f"{size.products:,} products, {encoder}, photos of {size.side} px; first response "
        f"after {result.first_answer_seconds:.1f} s; memory {first} at first, {last} at last",
    )  # fmt: skip
    for load in result.loads:
        table.add_row(
            str(load.clients), "repeated" if load.again else "new", str(load.requests),
            f"{load.median:.1f}", f"{load.p95:.1f}", f"{load.per_second:.1f}", str(load.errors),
        )  # fmt: skip
    return table


def _mebibytes(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 2**20:,.0f} MiB"
