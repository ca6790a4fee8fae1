"""Connections that are held open delay nobody else."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
import requests

from tests.shop import Make
from tests.web_server import Web
from tests.worker import database_url

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

EACH = 50
BODY = (
    b"POST /api/v1/searches/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100000\r\n\r\n{"
)
HELD = {
    "dripping body": BODY,
    "half a head": b"GET /search/?q=pot HTTP/1.1\r\nHost: 127",
    "idle": b"",
}


@contextmanager
def held_open(web: Web) -> Iterator[None]:
    """Hold fifty connections of each kind; the first kind goes on sending slowly."""
    stop = threading.Event()
    with ExitStack() as stack:
        held = {
            kind: [opened(stack, web, begun) for _ in range(EACH)] for kind, begun in HELD.items()
        }
        dripper = threading.Thread(target=drip, args=(held["dripping body"], stop))
        dripper.start()
        try:
            yield
        finally:
            stop.set()
            dripper.join()


def opened(stack: ExitStack, web: Web, begun: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", web.port), timeout=10)
    stack.callback(client.close)
    client.sendall(begun)
    return client


def drip(clients: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(0.5):
        for client in clients:
            client.sendall(b" ")


def usual_seconds(web: Web) -> float:
    """Return the median duration of searches, each on a new connection."""
    durations = []
    for _ in range(15):
        began = time.monotonic()
        answer = requests.post(f"{web.url}/api/v1/searches/", json={"text": "pot"}, timeout=20)
        durations.append(time.monotonic() - began)
        assert answer.status_code == 200
    return statistics.median(durations)


def test_searches_are_not_slower_beside_150_held_connections(web: Web, make: Make) -> None:
    make("Blue pot", "blue")
    usual_seconds(web)  # the first searches load the encoder
    alone, beside = [], []
    for _ in range(3):
        alone.append(usual_seconds(web))
        with held_open(web):
            beside.append(usual_seconds(web))
    assert statistics.median(beside) < 2 * statistics.median(alone)


def test_liveness_answers_within_a_second_while_searches_wait(web: Web, make: Make) -> None:
    make("Blue pot", "blue")
    search = {"text": "pot"}
    with psycopg.connect(database_url()) as locker:
        locker.execute("LOCK TABLE catalog_product IN ACCESS EXCLUSIVE MODE")
        waiting = [
            threading.Thread(
                target=requests.post, args=(f"{web.url}/api/v1/searches/",), kwargs={"json": search}
            )
            for _ in range(20)
        ]
        for thread in waiting:
            thread.start()
        time.sleep(1)
        began = time.monotonic()
        assert requests.get(f"{web.url}/livez", timeout=10).text == "ok"
        assert time.monotonic() - began < 1
        assert requests.get(f"{web.url}/readyz", timeout=10).status_code == 200
        locker.rollback()
    for thread in waiting:
        thread.join()
