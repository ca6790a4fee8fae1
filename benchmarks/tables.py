"""Outcomes of the smaller benchmarks as tables."""

from collections.abc import Sequence

from rich.table import Table

from benchmarks.encoding import EncodingSpeed
from benchmarks.http import HttpReport
from benchmarks.indexing import IndexingSpeed


def encoding_table(name: str, threads: int, speeds: Sequence[EncodingSpeed]) -> Table:
    table = Table(
        "ms for", "open_clip, fp32", "the shop", "times as fast", "least cosine",
        title=f"{name}, {threads} threads",
    )  # fmt: skip
    for one in speeds:
        table.add_row(
            one.what, f"{one.open_clip:.2f}", f"{one.shop:.2f}", f"{one.ratio:.1f}",
            f"{one.cosine:.5f}",
        )  # fmt: skip
    return table


def http_table(report: HttpReport) -> Table:
    table = Table(
        "clients", "requests", "errors", "median ms", "p95 ms", "a second",
        title=f"POST /api/v1/searches/, {report.products:,} products; first answer after "
        f"{report.first_answer:.1f} s, {report.resident_mb:.0f} MB resident",
    )  # fmt: skip
    for one in report.loads:
        table.add_row(
            str(one.clients), str(one.requests), str(one.errors), f"{one.median:.0f}",
            f"{one.p95:.0f}", f"{one.per_second:.1f}",
        )  # fmt: skip
    return table


def indexing_table(speed: IndexingSpeed) -> Table:
    table = Table(
        "photos", "bare encoder, a second", "a worker, a second", "share",
        title=f"{speed.encoder}",
    )  # fmt: skip
    table.add_row(
        str(speed.photos), f"{speed.bare:.0f}", f"{speed.worker:.0f}", f"{speed.share:.0%}"
    )
    return table
