"""Addresses of photos are a stranger's: hosts, redirects, bodies and times."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from catalog.ingest.photos.fetching import FetchPolicy, PhotoFetchError, fetch_photo
from tests.ingest.conftest import jpeg
from tests.ingest.server import PhotoServer, photo_server

STRICT = FetchPolicy(timeout=1)
LOCAL = FetchPolicy(allow_loopback=True, max_bytes=1024 * 1024, deadline=1.0, timeout=0.5)


@pytest.fixture
def server() -> Iterator[PhotoServer]:
    with photo_server() as running:
        yield running


def refusal(url: str, policy: FetchPolicy = LOCAL) -> PhotoFetchError:
    with pytest.raises(PhotoFetchError) as caught:
        fetch_photo(url, policy)
    return caught.value


def test_a_photo_comes_as_its_bytes(server: PhotoServer) -> None:
    assert fetch_photo(server.url("/mug.jpg"), LOCAL) == jpeg()


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
        "0.0.0.0",  # noqa: S104  # asked, not bound to
    ],
)
def test_loopback_is_refused_in_every_spelling(server: PhotoServer, host: str) -> None:
    error = refusal(server.url("/mug.jpg", host), STRICT)
    assert error.permanent
    assert "private network" in str(error)
    assert server.asked == []


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
def test_private_networks_are_refused(host: str) -> None:
    error = refusal(f"http://{host}/1.jpg", STRICT)
    assert error.permanent
    assert "private network" in str(error)


def test_a_redirect_is_followed(server: PhotoServer) -> None:
    assert fetch_photo(server.url("/moved"), LOCAL) == jpeg()


def test_a_redirect_into_a_private_network_is_refused(server: PhotoServer) -> None:
    assert "private network" in str(refusal(server.url("/to-metadata")))


def test_a_redirect_to_a_file_is_refused(server: PhotoServer) -> None:
    assert "Only http" in str(refusal(server.url("/to-file")))


def test_a_redirect_in_a_circle_ends(server: PhotoServer) -> None:
    assert "More than 3 redirects" in str(refusal(server.url("/loop")))
    assert len(server.asked) == 4


def test_the_address_that_was_checked_is_the_one_connected_to(
    server: PhotoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = socket.getaddrinfo, []

    def rebinding(host: str, *arguments: Any, **options: Any) -> Any:
        """The name leads to the server once, and elsewhere when asked again."""
        asked.append(host)
        if host == "shop.example":
            host = "127.0.0.1" if asked.count(host) == 1 else "127.0.0.2"
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert fetch_photo(server.url("/mug.jpg", "shop.example"), LOCAL) == jpeg()
    assert asked.count("shop.example") == 1


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
def test_what_is_no_web_address_is_refused_for_good(url: str) -> None:
    assert refusal(url, STRICT).permanent


def test_an_endless_body_is_cut_at_the_limit(server: PhotoServer) -> None:
    error = refusal(server.url("/endless"))
    assert error.permanent
    assert "larger than 1 MB" in str(error)


def test_a_body_shorter_than_it_claims_is_tried_again(server: PhotoServer) -> None:
    assert not refusal(server.url("/short")).permanent


def test_a_compressed_body_is_never_unpacked(server: PhotoServer) -> None:
    assert "compressed" in str(refusal(server.url("/gzip")))


@pytest.mark.parametrize("path", ["/drip", "/drip-header"])
def test_a_slow_drip_ends_at_the_deadline(server: PhotoServer, path: str) -> None:
    started = time.monotonic()
    error = refusal(server.url(path))
    assert time.monotonic() - started < 4 * LOCAL.deadline
    assert "longer than 1 seconds" in str(error)
    assert not error.permanent


def test_a_missing_photo_is_given_up_for_good(server: PhotoServer) -> None:
    error = refusal(server.url("/gone"))
    assert error.permanent
    assert "404" in str(error)


def test_a_busy_server_says_when_to_come_again(server: PhotoServer) -> None:
    error = refusal(server.url("/busy"))
    assert (error.permanent, error.retry_after) == (False, timedelta(minutes=10))


def test_a_limit_is_respected(server: PhotoServer) -> None:
    assert not refusal(server.url("/limited")).permanent


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert not refusal(f"http://127.0.0.1:{taken.getsockname()[1]}/1.jpg").permanent
