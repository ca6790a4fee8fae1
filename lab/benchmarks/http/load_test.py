"""A closed-loop load test: each client waits for a response before its next request."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from lab.benchmarks.http.client import TimedResponse
from lab.benchmarks.http.search_requests import SearchRequest

Send = Callable[[SearchRequest], TimedResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """Results with `clients` concurrent clients; `median` and `p95` are in milliseconds."""

    clients: int
    again: bool  # whether the requests are repeated, so that their vectors are cached
    requests: int
    median: float
    p95: float
    per_second: float
    errors: int
    first_error: str


def run_load(
    send: Send,
    requests: Sequence[SearchRequest],
    *,
    clients: int,
    seconds: float,
    again: bool = False,
) -> LoadResult:
    """Send all requests from concurrent clients, or as many as `seconds` allow."""
    queue = _RequestQueue(requests, deadline=time.monotonic() + seconds)
    started = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        batches = pool.map(lambda _: [send(request) for request in queue], range(clients))
        responses = [response for batch in batches for response in batch]
    return _result(responses, time.monotonic() - started, clients=clients, again=again)


class _RequestQueue:
    """A thread-safe queue of requests with a deadline."""

    def __init__(self, requests: Sequence[SearchRequest], *, deadline: float) -> None:
        self._requests = iter(requests)
        self._deadline = deadline
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[SearchRequest]:
        while time.monotonic() < self._deadline:
            with self._lock:
                request = next(self._requests, None)
            if request is None:
                return
            yield request


def _result(
    responses: Sequence[TimedResponse], seconds: float, *, clients: int, again: bool
) -> LoadResult:
    milliseconds = [1000 * response.seconds for response in responses]
    problems = [response.problem for response in responses if not response.complete]
    return LoadResult(
        clients=clients,
        again=again,
        requests=len(responses),
        median=float(np.median(milliseconds)),
        p95=float(np.quantile(milliseconds, 0.95)),
        per_second=len(responses) / seconds,
        errors=len(problems),
        first_error=next(iter(problems), ""),
    )
