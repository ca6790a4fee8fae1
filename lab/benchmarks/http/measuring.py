"""The whole benchmark, from an empty database to figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from rich.progress import Progress

from catalog.embedding.encoder import Encoder
from lab.benchmarks.http.asking import asked
from lab.benchmarks.http.load import Load, load
from lab.benchmarks.http.questions import Question, questions
from lab.benchmarks.http.server import HOST, Server, running_server
from lab.benchmarks.http.stocking import stocked
from lab.benchmarks.http.templates import templates
from lab.evaluation.shop import temporary_shop

WARM_UP: Final = 12
"""Requests before the clock counts, the very first one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    products: int
    clients: Sequence[int]
    requests: int  # of each number of clients, at most; then the same again
    seconds: float  # for each number of clients, at most
    side: int  # pixels of the photos


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Memory is that of the web server's processes, together; None where it cannot be told."""

    first_answer_seconds: float
    resident_at_first: int | None
    resident_at_last: int | None
    loads: list[Load]


def measure(size: Size, encoder: Encoder, progress: Progress) -> Measured:
    """Raises BenchmarkError, EncoderError or EvaluationError."""
    progress.console.print("Rendering photos")
    sold = templates(encoder, size.products)
    count = WARM_UP + size.requests * len(size.clients)
    asked_in_all = questions(count, side=size.side, sold=sold.products)
    with temporary_shop():
        filling = progress.add_task("Filling the shop", total=size.products)
        stocked(sold, size.products, encoder=encoder,
                progress=lambda done: progress.advance(filling, done))  # fmt: skip
        with running_server(encoder) as server:
            return _measured(server, size, asked_in_all, progress)


def _measured(
    server: Server, size: Size, asked_in_all: Sequence[Question], progress: Progress
) -> Measured:
    first = server.first_answer(asked_in_all[0])
    resident = server.resident_bytes()
    for question in asked_in_all[1:WARM_UP]:
        asked(HOST, server.port, question)
    loads = list(_loads(server, size, asked_in_all[WARM_UP:], progress))
    return Measured(
        first_answer_seconds=first,
        resident_at_first=resident,
        resident_at_last=server.resident_bytes(),
        loads=loads,
    )


def _loads(
    server: Server, size: Size, rest: Sequence[Question], progress: Progress
) -> Iterator[Load]:
    task = progress.add_task("Searching", total=len(size.clients))
    ask = partial(asked, HOST, server.port)
    for place, clients in enumerate(size.clients):
        own = rest[place * size.requests : (place + 1) * size.requests]
        new = load(ask, own, clients=clients, seconds=size.seconds)
        yield new
        yield load(ask, own[: new.requests], clients=clients, seconds=size.seconds, again=True)
        progress.advance(task)
