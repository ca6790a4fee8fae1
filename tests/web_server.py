"""The web server as `./shop up` starts it, on the test database. Tests that use it commit."""

import dataclasses
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.conf import settings

from shop_search.child import Child
from shop_search.processes import Deployment, web_server
from tests.worker import database_url

START_TIMEOUT = 60.0


@dataclasses.dataclass(frozen=True, slots=True)
class Web:
    child: Child
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def web(django_db_setup: None) -> Iterator[Web]:
    with web_process() as web:
        yield web


@contextmanager
def web_process(**environment: str) -> Iterator[Web]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    deployment = Deployment(
        host="127.0.0.1",
        port=port,
        workers=1,
        demo=False,
        var=Path(settings.SHOP_VAR),
        root=settings.BASE_DIR,
    )
    program = web_server(deployment)
    known = {
        **program.environment,
        "DATABASE_URL": database_url(),
        "SHOP_ENCODER": "python:tests.encoders.ColourEncoder",
        "SHOP_SEARCHES_PER_MINUTE": "1000000",
        "SHOP_SEARCH_COUNTS": "false",
    }
    web = Web(Child(dataclasses.replace(program, environment=known | environment)), port)
    try:
        wait_until_ready(web)
        yield web
    finally:
        web.child.request_stop()
        web.child.wait_or_kill()


def wait_until_ready(web: Web) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            requests.get(f"{web.url}/livez", timeout=5)
        except requests.ConnectionError:
            assert web.child.exit_status() is None, web.child.program.last_lines()
            assert time.monotonic() < deadline, web.child.program.last_lines()
            time.sleep(0.1)
        else:
            return
