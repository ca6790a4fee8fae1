"""The real web server on the test database, for attacks that threads, sockets or signals decide."""

import dataclasses
import http.client
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from shop_search.child import Child, Program
from shop_search.processes import Plan, web_server
from tests.worker import database_url

START_TIMEOUT = 60.0
# Longer than any answer may take: one that comes later is a failure, not an error of the test.
CLIENT_TIMEOUT = 60.0
USUAL = {"SHOP_SEARCHES_PER_MINUTE": "1000000"}


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
    port = free_port()
    child = Child(_program(port, {**USUAL, "DATABASE_URL": database_url(), **environment}))
    with ThreadPoolExecutor(32) as pool:
        web = Web(port, pool)
        try:
            _wait_until_it_answers(web, child)
            yield web
        finally:
            child.ask_to_stop()
            child.end()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(port: int, environment: Mapping[str, str]) -> Program:
    plan = Plan(
        host="127.0.0.1",
        port=port,
        workers=1,
        demo=False,
        var=Path(settings.SHOP_VAR),
        root=settings.BASE_DIR,
    )
    program = web_server(plan)
    return dataclasses.replace(program, environment={**program.environment, **environment})


def _wait_until_it_answers(web: Web, child: Child) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not web.is_well("/livez"):
        assert child.exit_status() is None, child.program.last_lines()
        assert time.monotonic() < deadline, child.program.last_lines()
        time.sleep(0.1)
