"""`./shop bench http`: whole searches, as apps send them, to the real web server."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rich.progress import Progress
from rich.table import Table

from catalog.embedding.registry import default_encoder
from lab.benchmarks.benchmark import Findings
from lab.benchmarks.http.measuring import Measured, Size, measure

HELP = "whole searches over HTTP by photo, words and one filter, by several clients at once"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--requests", type=int, default=200, help="of each number of clients")
    parser.add_argument("--seconds", type=float, default=60, help="at most, for each load")
    parser.add_argument("--side", type=int, default=1024, help="pixels of the square photos")


def run(options: Namespace, progress: Progress) -> Findings:
    size = Size(
        products=options.products,
        clients=options.clients,
        requests=options.requests,
        seconds=options.seconds,
        side=options.side,
    )
    encoder = default_encoder()
    found = measure(size, encoder, progress)
    figures = {"encoder": encoder.name, "size": asdict(size), **asdict(found)}
    return Findings(
        table=_table(size, encoder.name, found), figures=figures, failure=_failure(found)
    )


def _failure(found: Measured) -> str:
    """A search that is refused or cut short is quick: it must not pass for a good one."""
    errors = sum(one.errors for one in found.loads)
    first = next((one.first_error for one in found.loads if one.errors), "")
    return f"{errors} searches were not answered as they should be: {first}" if errors else ""


def _table(size: Size, encoder: str, found: Measured) -> Table:
    table = Table(
        "clients", "asked", "requests", "median ms", "p95 ms", "requests/s", "errors",
        title=f"{size.products:,} products, {encoder}, photos of {size.side} px; first answer "
        f"after {found.first_answer_seconds:.1f} s; {_mebibytes(found.resident_at_first)} then, "
        f"{_mebibytes(found.resident_at_last)} at last",
    )  # fmt: skip
    for one in found.loads:
        table.add_row(
            str(one.clients), "again" if one.again else "new", str(one.requests),
            f"{one.median:.1f}", f"{one.p95:.1f}", f"{one.per_second:.1f}", str(one.errors),
        )  # fmt: skip
    return table


def _mebibytes(size: int | None) -> str:
    return "memory unknown" if size is None else f"{size / 2**20:,.0f} MiB"
