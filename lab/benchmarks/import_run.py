"""Imports a large file, the same file again, and once more with a hundredth of its prices changed.

In slices, as a worker does. In a temporary shop, so that nothing embeds the products meanwhile.
"""

import csv
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Final

import psutil
from django.core.files.base import File
from django.db import connection

from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant, ProductIndexing, WorkState
from catalog.tasks import SLICE_SECONDS
from lab.evaluation.temporary_shop import temporary_shop

HEADER: Final = ("id", "title", "description", "price", "image_link", "availability", "brand",
                 "product_type", "color", "size")  # fmt: skip
COLOURS: Final = ("red", "blue", "green", "black", "white")
CHANGED: Final = 100  # one price in this many


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSpeed:
    """One import. CPU times are in seconds; that of Postgres is None if it runs elsewhere."""

    name: str
    rows: int
    seconds: float
    worker_cpu: float
    postgres_cpu: float | None
    longest_slice: float  # seconds
    megabytes: float  # of this process, the most at the end of a slice
    created: int
    changed: int
    unchanged: int
    embedded_anew: int  # products

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds


def run_imports(rows: int, on_done: Callable[[], None]) -> list[ImportSpeed]:
    prices = {
        "new products": lambda _: 10,
        "the same file": lambda _: 10,
        "1 % of prices": lambda row: 11 if row % CHANGED == 0 else 10,
    }
    speeds: list[ImportSpeed] = []
    with temporary_shop():
        merchant = Merchant.objects.create(name="Large", slug="large", currency="EUR")
        for name, price in prices.items():
            with TemporaryFile("w+b") as file:
                _write_feed(file, rows, price)
                run = start_import(merchant=merchant, user=None, file=File(file), name="feed.csv")
            speeds.append(_measure(name, run))
            ProductIndexing.objects.update(state=WorkState.READY)
            _tidy()
            on_done()
    return speeds


def _write_feed(file: IO[bytes], rows: int, price: Callable[[int], int]) -> None:
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator="\n")
    writer.writerow(HEADER)
    for row in range(rows):
        writer.writerow(_cells(row, price(row)))
        if len(lines) > CHANGED:
            file.write("".join(lines).encode())
            lines.clear()
    file.write("".join(lines).encode())
    file.seek(0)


class _Lines:
    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def _cells(row: int, price: int) -> tuple[object, ...]:
    description = f"A comfortable shoe of canvas, no. {row}, with a rubber sole."
    return (f"p{row}", f"Canvas sneaker number {row}", description, f"{price + row % 90}.90 EUR",
            "", "in stock", f"Brand{row % 40}", "Footwear > Sneakers",
            COLOURS[row % len(COLOURS)], str(36 + row % 10))  # fmt: skip


def _measure(name: str, run: ImportRun) -> ImportSpeed:
    postgres = _backend()
    began = time.perf_counter(), time.process_time(), _cpu(postgres)
    slices = list(_slices(run.pk))
    seconds, worker = time.perf_counter() - began[0], time.process_time() - began[1]
    run.refresh_from_db()
    return ImportSpeed(
        name=name,
        rows=run.rows_read,
        seconds=seconds,
        worker_cpu=worker,
        postgres_cpu=_cpu(postgres) - began[2] if postgres else None,
        longest_slice=max(seconds for seconds, _ in slices),
        megabytes=max(memory for _, memory in slices) / 2**20,
        created=run.created,
        changed=run.changed,
        unchanged=run.unchanged,
        embedded_anew=ProductIndexing.objects.filter(state=WorkState.PENDING).count(),
    )


def _slices(run_id: int) -> Iterator[tuple[float, int]]:
    """Run to the end. Yield how long each slice took, and the bytes of memory at its end."""
    process = psutil.Process()
    advance = partial(run_import, run_id, seconds=SLICE_SECONDS)
    following: int | None = run_id
    while following is not None:
        began = time.perf_counter()
        following = advance()
        yield time.perf_counter() - began, process.memory_info().rss


def _backend() -> psutil.Process | None:
    """The process of Postgres that serves this connection, if it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    try:
        process = psutil.Process(pid)
        return process if process.name().startswith("postgres") else None
    except psutil.NoSuchProcess:
        return None


def _cpu(process: psutil.Process | None) -> float:
    if process is None:
        return 0.0
    times = process.cpu_times()
    return float(times.user + times.system)


def _tidy() -> None:
    """Do what autovacuum does on an idle machine, so that the next import does not pay for it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
