"""The HTTP benchmark, from an empty database to a result."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from rich.progress import Progress

from catalog.embedding.encoder import Encoder
from lab.benchmarks.http.client import send
from lab.benchmarks.http.load_test import LoadResult, run_load
from lab.benchmarks.http.product_templates import load_templates
from lab.benchmarks.http.search_requests import SearchRequest, search_requests
from lab.benchmarks.http.server import HOST, Server, running_server
from lab.benchmarks.http.shop_filling import fill_shop
from lab.evaluation.temporary_shop import temporary_shop

WARM_UP: Final = 12
"""Untimed requests. The first is repeated until the server responds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSize:
    products: int
    clients: Sequence[int]
    requests: int  # at most, per number of clients; a second load test repeats them
    seconds: float  # time limit of each load test
    side: int  # width and height of the photos in pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResult:
    """Results of the load tests. Memory is the bytes of all server processes, None if unknown."""

    first_answer_seconds: float
    resident_at_first: int | None
    resident_at_last: int | None
    loads: list[LoadResult]


def measure(size: HttpSize, encoder: Encoder, progress: Progress) -> HttpResult:
    """Fill a temporary shop, start its web server and run the load tests.

    Raises BenchmarkError, EncoderError or EvaluationError.
    """
    progress.console.print("Rendering photos")
    templates = load_templates(encoder, size.products)
    count = WARM_UP + size.requests * len(size.clients)
    requests = search_requests(count, side=size.side, sold=templates.products)
    with temporary_shop():
        filling = progress.add_task("Filling the shop", total=size.products)
        fill_shop(templates, size.products, encoder=encoder,
                progress=lambda done: progress.advance(filling, done))  # fmt: skip
        with running_server(encoder) as server:
            return _measure(server, size, requests, progress)


def _measure(
    server: Server, size: HttpSize, requests: Sequence[SearchRequest], progress: Progress
) -> HttpResult:
    first = server.wait_for_response(requests[0])
    resident = server.resident_bytes()
    for request in requests[1:WARM_UP]:
        send(HOST, server.port, request)
    loads = list(_loads(server, size, requests[WARM_UP:], progress))
    return HttpResult(
        first_answer_seconds=first,
        resident_at_first=resident,
        resident_at_last=server.resident_bytes(),
        loads=loads,
    )


def _loads(
    server: Server, size: HttpSize, requests: Sequence[SearchRequest], progress: Progress
) -> Iterator[LoadResult]:
    task = progress.add_task("Searching", total=len(size.clients))
    send_request = partial(send, HOST, server.port)
    for number, clients in enumerate(size.clients):
        batch = requests[number * size.requests : (number + 1) * size.requests]
        new = run_load(send_request, batch, clients=clients, seconds=size.seconds)
        yield new
        yield run_load(
            send_request, batch[: new.requests], clients=clients, seconds=size.seconds, again=True
        )
        progress.advance(task)
