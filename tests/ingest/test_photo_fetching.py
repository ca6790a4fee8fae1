"""Fetching photos from untrusted servers: hosts, redirects, bodies and times."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from catalog.remote.body_room import BodyRoom
from catalog.remote.photo_fetching import FetchPolicy, PhotoFetchError, fetch_photo
from tests.ingest.conftest import jpeg
from tests.ingest.photo_server import PhotoServer, photo_server

STRICT = FetchPolicy(timeout=1)
LOCAL = FetchPolicy(allow_loopback=True, max_bytes=1024 * 1024, deadline=1.0, timeout=0.5)


@pytest.fixture
def server() -> Iterator[PhotoServer]:
    with photo_server() as running:
        yield running


def body(url: str) -> bytes:
    fetched = fetch_photo(url, LOCAL, room=BodyRoom())
    assert fetched
    return fetched.data


def refusal(url: str, policy: FetchPolicy = LOCAL) -> PhotoFetchError:
    with pytest.raises(PhotoFetchError) as caught:
        fetch_photo(url, policy, room=BodyRoom())
    return caught.value


def test_fetch_photo_returns_the_bytes_of_the_response(server: PhotoServer) -> None:
    assert body(server.url("/mug.jpg")) == jpeg()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",  # noqa: S104  # fetched from, not bound to
    ],
)
def test_fetching_from_loopback_is_refused_in_every_spelling(
    server: PhotoServer, host: str
) -> None:
    error = refusal(server.url("/mug.jpg", host), STRICT)
    assert error.permanent
    assert "private network" in str(error)
    assert server.requested == []


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
        "224.0.0.1",
    ],
)
def test_fetching_from_private_networks_is_refused(host: str) -> None:
    error = refusal(f"http://{host}/1.jpg", STRICT)
    assert error.permanent
    assert "private network" in str(error)


def test_fetching_follows_a_redirect(server: PhotoServer) -> None:
    assert body(server.url("/moved")) == jpeg()


def test_fetching_refuses_a_redirect_into_a_private_network(server: PhotoServer) -> None:
    assert "private network" in str(refusal(server.url("/to-metadata")))


def test_fetching_refuses_a_redirect_to_a_file(server: PhotoServer) -> None:
    assert "Only http" in str(refusal(server.url("/to-file")))


def test_fetching_gives_up_on_a_redirect_loop(server: PhotoServer) -> None:
    assert "More than 3 redirects" in str(refusal(server.url("/loop")))
    assert len(server.requested) == 4


def test_fetching_connects_to_the_very_address_that_was_checked(
    server: PhotoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, resolved = socket.getaddrinfo, []

    def rebinding(host: str, *arguments: Any, **options: Any) -> Any:
        """Resolve shop.example to the server the first time, then to another address."""
        resolved.append(host)
        if host == "shop.example":
            host = "127.0.0.1" if resolved.count(host) == 1 else "127.0.0.2"
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert body(server.url("/mug.jpg", "shop.example")) == jpeg()
    assert resolved.count("shop.example") == 1


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://shop.example/1.jpg",
        "gopher://shop.example/1",
        "data:image/png;base64,AA==",
        "http://",
        "http://[::1/1.jpg",
        "http://" + "a" * 70 + ".example/1.jpg",
    ],
)
def test_fetching_fails_permanently_for_what_is_no_web_address(url: str) -> None:
    assert refusal(url, STRICT).permanent


def test_fetching_stops_an_endless_body_at_the_limit(server: PhotoServer) -> None:
    error = refusal(server.url("/endless"))
    assert error.permanent
    assert "larger than 1 MB" in str(error)


def test_fetching_can_be_retried_after_an_incomplete_body(server: PhotoServer) -> None:
    assert not refusal(server.url("/short")).permanent


def test_fetching_refuses_a_compressed_body(server: PhotoServer) -> None:
    assert "compressed" in str(refusal(server.url("/gzip")))


@pytest.mark.parametrize("path", ["/drip", "/drip-header"])
def test_fetching_stops_a_dripping_server_at_the_deadline(server: PhotoServer, path: str) -> None:
    started = time.monotonic()
    error = refusal(server.url(path))
    assert time.monotonic() - started < 4 * LOCAL.deadline
    assert "longer than 1 seconds" in str(error)
    assert not error.permanent


def test_fetching_fails_permanently_for_a_missing_photo(server: PhotoServer) -> None:
    error = refusal(server.url("/gone"))
    assert error.permanent
    assert "404" in str(error)


def test_fetch_error_carries_the_retry_after_of_a_busy_server(server: PhotoServer) -> None:
    error = refusal(server.url("/busy"))
    assert (error.permanent, error.retry_after) == (False, timedelta(minutes=10))


def test_fetching_can_be_retried_after_too_many_requests(server: PhotoServer) -> None:
    assert not refusal(server.url("/limited")).permanent


def test_fetching_can_be_retried_if_the_server_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert not refusal(f"http://127.0.0.1:{taken.getsockname()[1]}/1.jpg").permanent
