"""Who sends or reads slowly is waited for by nobody else, and not for ever."""

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
    asked,
    behind,
    received,
    request,
    send,
    serving,
    status,
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
    with serving(behind(echo), QUICK) as port:
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
def test_a_connection_without_a_request_is_closed(port: int, begun: bytes) -> None:
    began = time.monotonic()
    received(send(port, begun))
    assert 1 < time.monotonic() - began < 10


def test_a_dripping_head_is_closed(port: int) -> None:
    client = send(port, b"GET / HTTP/1.1\r\nHost: shop\r\n")
    assert dripped(client, b"X-More: a\r\n") < 10


def dripped(client: socket.socket, drop: bytes) -> float:
    """Seconds until the server has had enough."""
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


def test_a_body_that_stalls_is_told(port: int, echo: Echo) -> None:
    assert status(received(send(port, POST, b"Connection: close\r\n\r\nabc"))) == 408
    assert not echo.seen


def test_a_dripping_body_ends_by_its_rate(port: int, echo: Echo) -> None:
    assert dripped(send(port, POST, b"\r\n"), b"a") < 10
    assert not echo.seen


def test_who_reads_nothing_is_cut_off() -> None:
    def large(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [bytes(1_000_000)] * 50

    with serving(behind(large), QUICK) as port, closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(request())
        time.sleep(4)
        assert len(received(client)) < 50_000_000


def test_who_reads_too_slowly_is_cut_off_and_leaves_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def large(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [bytes(1_000_000)] * 8

    caplog.set_level("INFO", "shop_search")
    patient = replace(QUICK, idle_seconds=60.0)
    began = time.monotonic()
    with serving(behind(large), patient) as port, closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(request())
        while "cut off" not in caplog.text:
            assert time.monotonic() - began < 40
            client.recv(2000)
            time.sleep(0.1)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_slow_ones_take_no_thread(port: int) -> None:
    for _ in range(10):
        send(port, POST, b"\r\n", b"a" * 10)
    assert status(asked(port, request())) == 200


def test_liveness_is_told_while_every_thread_is_taken(port: int, echo: Echo) -> None:
    take_threads(port, echo)
    began = time.monotonic()
    assert status(asked(port, request(b"/livez"))) == 200
    assert time.monotonic() - began < 1


def take_threads(port: int, echo: Echo) -> list[socket.socket]:
    """All there are."""
    busy = [send(port, request(b"/wait/")) for _ in range(QUICK.threads)]
    deadline = time.monotonic() + 10
    while len(echo.seen) < QUICK.threads:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return busy


def test_who_finds_no_thread_in_time_is_told_to_come_back(port: int, echo: Echo) -> None:
    take_threads(port, echo)
    answer = asked(port, request(b"/api/v1/products/"))
    assert status(answer) == 503
    assert b"retry-after: 5" in answer
    assert b"application/problem+json" in answer


def test_who_finds_the_queue_full_is_told_at_once(port: int, echo: Echo) -> None:
    take_threads(port, echo)
    answers: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: answers.append(asked(port, request()))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert [status(answer) for answer in answers] == [503] * 4
    echo.gate.set()
    for thread in threads:
        thread.join()
    # Those that waited are answered when it is their turn.
    assert [status(answer) for answer in answers] == [503] * 4 + [200] * 2


def test_nobody_works_for_who_has_gone(port: int, echo: Echo) -> None:
    busy = take_threads(port, echo)
    send(port, request(b"/gone/")).close()
    time.sleep(0.3)
    echo.gate.set()
    for client in busy:
        received(client)
    assert [seen["PATH_INFO"] for seen in echo.seen] == ["/wait/", "/wait/"]


def test_one_client_cannot_take_all_the_room_for_bodies(port: int) -> None:
    """What it holds back is a part; others still send theirs."""
    held = [send(port, POST, b"X-Client: eve\r\n\r\n", bytes(90_000)) for _ in range(3)]
    assert any(b"503" in answer for answer in map(first_line, held))
    body = bytes(50_000)
    assert status(asked(port, request(b"/search/", b"X-Client: ada", method=b"POST", body=body)))


def first_line(client: socket.socket) -> bytes:
    client.settimeout(0.3)
    try:
        return client.recv(100)
    except TimeoutError:
        return b""


def test_bodies_that_are_gone_leave_their_room(port: int) -> None:
    for _ in range(8):
        answer = asked(port, request(b"/search/", method=b"POST", body=bytes(90_000)))
        assert status(answer) == 200


def test_whoever_opens_too_many_connections_loses_the_oldest(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "max_connections", lambda: 20)
    idle = [send(port) for _ in range(40)]
    assert status(asked(port, request())) == 200
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


def test_what_was_refused_does_not_send_for_ever(port: int) -> None:
    client = send(port, b"POST /search/ HTTP/1.1\r\nHost: shop\r\nContent-Length: 99999999\r\n\r\n")
    assert status(client.recv(1000)) == 413
    assert dripped(client, b"a" * 1000) < 10
