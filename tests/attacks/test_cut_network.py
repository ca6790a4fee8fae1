"""A cut network between the shop and Postgres: no data arrives, and no error."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from django.conf import settings

from shop_search.database import Connection, with_response_timeout
from shop_search.embedded.postgres import SOCKET

PATIENCE = 1


class Network:
    """A proxy from a TCP port to the Unix socket of Postgres, until it is cut."""

    def __init__(self) -> None:
        self.is_cut = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def connect(self) -> Connection[tuple[object, ...]]:
        return with_response_timeout(PATIENCE).connect(
            host="127.0.0.1", port=self.port, user="postgres", connect_timeout=2
        )

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        folder = parse_qs(urlsplit(settings.DATABASE_URL).query)["host"][0]
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(Path(folder) / SOCKET))
                for ends in ((client, server), (server, client)):
                    Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if not self.is_cut.is_set():
                    target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def network() -> Iterator[Network]:
    network = Network()
    yield network
    network.close()


@pytest.mark.parametrize(
    "call",
    [
        lambda connection: connection.execute("SELECT 1"),
        lambda connection: connection.commit(),
        lambda connection: connection.rollback(),
        # The check of the pool, before it hands out a connection.
        lambda connection: connection.execute(""),
    ],
    ids=["a statement", "a commit", "a rollback", "the pool's check"],
)
def test_database_calls_time_out_on_a_cut_network(
    network: Network, call: Callable[[Connection[tuple[object, ...]]], object]
) -> None:
    connection = network.connect()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    network.is_cut.set()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="has not answered"):
        call(connection)
    assert time.monotonic() - began < 10
    # A late result must not become the result of the next statement.
    assert connection.closed


def test_connecting_times_out_on_a_cut_network(network: Network) -> None:
    network.is_cut.set()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="timeout"):
        network.connect()
    assert time.monotonic() - began < 10
