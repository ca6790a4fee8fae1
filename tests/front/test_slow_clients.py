"""Slow and silent clients are cut off, and hold up nobody else."""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from shop_search.front import protocol
from shop_search.front.limits import Limits
from tests.front.serving import (
    Echo,
    StartResponse,
    exchange,
    received,
    request,
    send,
    serving,
    status,
    upstream,
)

pytestmark = pytest.mark.slow
QUICK = Limits(
    head_seconds=2.0,
    idle_seconds=1.0,
    body_seconds=2.0,
    min_bytes_per_second=1_000_000,
    linger_seconds=1.0,
    max_waiting=2,
    max_wait_seconds=1.0,
    threads=2,
    buffered_bytes=300_000,
    buffered_bytes_per_client=200_000,
)
POST = b"POST /search/ HTTP/1.1\r\nHost: shop\r\nContent-Length: 100000\r\n"


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def port(echo: Echo) -> Iterator[int]:
    with serving(upstream(echo), QUICK) as port:
        yield port
        echo.gate.set()


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: sh",
        b"GET /livez HTTP/1.1\r\nHost: shop\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: shop\r\n\r\nGET / HTTP/1.1\r\nHo",
    ],
    ids=["silent", "half a head", "idle", "half a second head"],
)
def test_connection_without_a_complete_request_is_closed(port: int, begun: bytes) -> None:
    began = time.monotonic()
    received(send(port, begun))
    assert 1 < time.monotonic() - began < 10


def test_connection_with_dripping_headers_is_closed(port: int) -> None:
    client = send(port, b"GET / HTTP/1.1\r\nHost: shop\r\n")
    assert dripped(client, b"X-More: a\r\n") < 10


def dripped(client: socket.socket, drop: bytes) -> float:
    """Send until the server closes the connection; return how many seconds that took."""
    began = time.monotonic()
    with closing(client):
        client.settimeout(0.2)
        while time.monotonic() - began < 20:
            try:
                client.sendall(drop)
                if not client.recv(65536):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - began


def test_stalling_body_is_refused_with_408(port: int, echo: Echo) -> None:
    assert status(received(send(port, POST, b"Connection: close\r\n\r\nabc"))) == 408
    assert not echo.seen


def test_body_below_the_minimum_rate_is_cut_off(port: int, echo: Echo) -> None:
    assert dripped(send(port, POST, b"\r\n"), b"a") < 10
    assert not echo.seen


def test_client_that_reads_nothing_is_cut_off() -> None:
    def large(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [bytes(1_000_000)] * 50

    with serving(upstream(large), QUICK) as port, closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(request())
        time.sleep(4)
        assert len(received(client)) < 50_000_000


def test_client_that_reads_too_slowly_is_cut_off_without_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def large(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [bytes(1_000_000)] * 8

    caplog.set_level("INFO", "shop_search")
    patient = replace(QUICK, idle_seconds=60.0)
    began = time.monotonic()
    with serving(upstream(large), patient) as port, closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(request())
        while "cut off" not in caplog.text:
            assert time.monotonic() - began < 40
            client.recv(2000)
            time.sleep(0.1)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_slow_uploads_take_no_thread(port: int) -> None:
    for _ in range(10):
        send(port, POST, b"\r\n", b"a" * 10)
    assert status(exchange(port, request())) == 200


def test_liveness_answers_while_every_thread_is_busy(port: int, echo: Echo) -> None:
    take_threads(port, echo)
    began = time.monotonic()
    assert status(exchange(port, request(b"/livez"))) == 200
    assert time.monotonic() - began < 1


def take_threads(port: int, echo: Echo) -> list[socket.socket]:
    """Occupy every thread. Return the connections that do so."""
    busy = [send(port, request(b"/wait/")) for _ in range(QUICK.threads)]
    deadline = time.monotonic() + 10
    while len(echo.seen) < QUICK.threads:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return busy


def test_request_without_a_thread_in_time_gets_503(port: int, echo: Echo) -> None:
    take_threads(port, echo)
    response = exchange(port, request(b"/api/v1/products/"))
    assert status(response) == 503
    assert b"retry-after: 5" in response
    assert b"application/problem+json" in response


def test_request_at_a_full_queue_gets_503_at_once(port: int, echo: Echo) -> None:
    take_threads(port, echo)
    responses: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: responses.append(exchange(port, request())))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert [status(response) for response in responses] == [503] * 4
    echo.gate.set()
    for thread in threads:
        thread.join()
    # The two that waited are answered when threads become free.
    assert [status(response) for response in responses] == [503] * 4 + [200] * 2


def test_application_is_not_called_for_a_client_that_is_gone(port: int, echo: Echo) -> None:
    busy = take_threads(port, echo)
    send(port, request(b"/gone/")).close()
    time.sleep(0.3)
    echo.gate.set()
    for client in busy:
        received(client)
    assert [seen["PATH_INFO"] for seen in echo.seen] == ["/wait/", "/wait/"]


def test_one_client_cannot_use_up_the_buffer_quota(port: int) -> None:
    """The share of each client is bounded, so that others can still send their bodies."""
    held = [send(port, POST, b"X-Client: eve\r\n\r\n", bytes(90_000)) for _ in range(3)]
    assert any(b"503" in response for response in map(first_line, held))
    body = bytes(50_000)
    response = exchange(port, request(b"/search/", b"X-Client: ada", method=b"POST", body=body))
    assert status(response) == 200


def first_line(client: socket.socket) -> bytes:
    client.settimeout(0.3)
    try:
        return client.recv(100)
    except TimeoutError:
        return b""


def test_buffer_quota_is_released_with_the_request(port: int) -> None:
    for _ in range(8):
        response = exchange(port, request(b"/search/", method=b"POST", body=bytes(90_000)))
        assert status(response) == 200


def test_oldest_idle_connections_are_closed_at_the_limit(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "max_connections", lambda: 20)
    idle = [send(port) for _ in range(40)]
    assert status(exchange(port, request())) == 200
    assert first_line_or_end(idle[0]) == "closed"
    assert first_line_or_end(idle[-1]) == "open"


def first_line_or_end(client: socket.socket) -> str:
    client.settimeout(0.3)
    try:
        return "closed" if not client.recv(100) else "answered"
    except TimeoutError:
        return "open"
    except ConnectionResetError:
        return "closed"


def test_refused_client_cannot_go_on_sending_for_ever(port: int) -> None:
    client = send(port, b"POST /search/ HTTP/1.1\r\nHost: shop\r\nContent-Length: 99999999\r\n\r\n")
    assert status(client.recv(1000)) == 413
    assert dripped(client, b"a" * 1000) < 10
