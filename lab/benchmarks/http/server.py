"""The web server as `./shop up` starts it, for the temporary shop."""

import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from catalog.embedding.encoder import Encoder
from lab.benchmarks.benchmark import BenchmarkError
from lab.benchmarks.http.client import TimedResponse, send
from lab.benchmarks.http.process_memory import resident_bytes
from lab.benchmarks.http.search_requests import SearchRequest
from shop_search.child import Child, Program
from shop_search.processes import Deployment, default_workers, web_server

HOST: Final = "127.0.0.1"
UNLIMITED: Final = "1000000"
START_TIMEOUT: Final = 120.0
POLL_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    child: Child
    port: int

    def wait_for_response(self, request: SearchRequest) -> float:
        """Repeat the request until a response is complete. Return the server's uptime by then.

        Raises BenchmarkError if the process ends or START_TIMEOUT has passed.
        """
        while not (response := send(HOST, self.port, request)).complete:
            if self.child.exit_status() is not None or self.child.uptime() > START_TIMEOUT:
                raise BenchmarkError(self._failure_message(response))
            time.sleep(POLL_SECONDS)
        return self.child.uptime()

    def resident_bytes(self) -> int | None:
        # Every child process leads its own session.
        return resident_bytes(self.child.pid)

    def _failure_message(self, response: TimedResponse) -> str:
        log = self.child.program.last_lines()
        return f"The web server does not respond: {response.problem}. The end of its log:\n{log}"


@contextmanager
def running_server(encoder: Encoder) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
        port = _free_port()
        child = Child(_program(Path(folder), port, encoder))
        try:
            yield Server(child=child, port=port)
        finally:
            child.request_stop()
            child.wait_or_kill()


def _program(folder: Path, port: int, encoder: Encoder) -> Program:
    deployment = Deployment(
        host=HOST, port=port, workers=default_workers(), demo=False, var=folder,
        root=settings.BASE_DIR,
    )  # fmt: skip
    (folder / "log").mkdir()
    program = web_server(deployment)
    return replace(program, environment={**program.environment, **_environment(encoder)})


def _environment(encoder: Encoder) -> dict[str, str]:
    return {
        "DATABASE_URL": _database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "SHOP_CACHE_URL": settings.SHOP_CACHE_URL,
        "SHOP_VAR": str(settings.SHOP_VAR),
        "SHOP_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SHOP_ENCODER": encoder.name,
        "SHOP_SECRET_KEY": "the key of a temporary shop for one benchmark",
        "SHOP_ALLOWED_HOSTS": HOST,
        "SHOP_HTTPS": "false",
        "SHOP_SEARCHES_PER_MINUTE": UNLIMITED,
    }


def _database_url() -> str:
    """Return the URL of the connected database, which is the temporary shop's."""
    name = connection.settings_dict["NAME"]
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
