"""The real web server on the test database, for attacks that threads, sockets or signals decide."""

import http.client
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from tests.web_server import web_process

# Longer than any answer may take: one that comes later is a failure, not an error of the test.
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

    def ask(self, path: str) -> Future[Reply]:
        return self.pool.submit(self.get, path)

    def answers(self, paths: Iterable[str]) -> list[Reply]:
        """All asked for at once."""
        asked = [self.ask(path) for path in paths]
        return [reply.result() for reply in asked]

    def is_well(self, path: str) -> bool:
        try:
            return self.get(path).status == 200
        except OSError:
            return False


@contextmanager
def running_web(**environment: str) -> Iterator[Web]:
    with web_process(**environment) as web, ThreadPoolExecutor(32) as pool:
        yield Web(web.port, pool)
