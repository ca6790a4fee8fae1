"""The real web server on the test database, for attacks on threads, sockets and processes."""

import http.client
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from tests.web_server import web_process

# Seconds. Longer than any response may take, so that a late one fails an assertion.
CLIENT_TIMEOUT = 60.0


class Reply(NamedTuple):
    status: int
    seconds: float


class Web(NamedTuple):
    port: int
    pool: ThreadPoolExecutor

    def get(self, path: str) -> Reply:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CLIENT_TIMEOUT)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        return Reply(answer.status, time.monotonic() - began)

    def submit(self, path: str) -> Future[Reply]:
        return self.pool.submit(self.get, path)

    def get_all(self, paths: Iterable[str]) -> list[Reply]:
        """Request all paths at the same time, and return the replies."""
        pending = [self.submit(path) for path in paths]
        return [reply.result() for reply in pending]

    def is_ok(self, path: str) -> bool:
        try:
            return self.get(path).status == 200
        except OSError:
            return False


@contextmanager
def running_web(**environment: str) -> Iterator[Web]:
    with web_process(**environment) as web, ThreadPoolExecutor(32) as pool:
        yield Web(web.port, pool)
