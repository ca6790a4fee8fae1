"""A network between the shop and Postgres that carries nothing any more, and does not say so."""

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
    """From a TCP port to Postgres' own socket, as long as it is not cut."""

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
    "ask",
    [
        lambda connection: connection.execute("SELECT 1"),
        lambda connection: connection.commit(),
        lambda connection: connection.rollback(),
        # As the pool looks, before it hands one out.
        lambda connection: connection.execute(""),
    ],
    ids=["a statement", "a commit", "a rollback", "the pool's check"],
)
def test_nothing_waits_on_a_cut_network(
    network: Network, ask: Callable[[Connection[tuple[object, ...]]], object]
) -> None:
    connection = network.connect()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    network.is_cut.set()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="has not answered"):
        ask(connection)
    assert time.monotonic() - began < 10
    # A late answer must not be taken for that of the next who is given the connection.
    assert connection.closed


def test_nothing_waits_for_a_new_connection_either(network: Network) -> None:
    network.is_cut.set()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="timeout"):
        network.connect()
    assert time.monotonic() - began < 10
