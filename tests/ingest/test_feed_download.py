"""Downloading feeds from untrusted servers: hosts, redirects, credentials, bodies and times."""

import base64
import gzip
import io
import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from catalog.ingest.feed_addresses.downloading import (
    FeedPolicy,
    FeedSource,
    _Download,
    _Redirect,
    download_feed,
)
from catalog.ingest.feed_addresses.errors import FeedFetchError
from catalog.remote.validators import Validators
from tests.ingest.photo_server import Handler, PhotoServer, photo_server

FEED = b"id,title,price\nmug-1,Mug,9.50 EUR\n"
STRICT = FeedPolicy(max_bytes=1024, deadline=2.0)
LOCAL = FeedPolicy(
    allow_loopback=True, max_bytes=1024 * 1024, deadline=1.0, connect_timeout=0.5, timeout=0.5
)


@pytest.fixture
def server() -> Iterator[PhotoServer]:
    with photo_server() as running:
        running.responses["/feed.csv"] = lambda h: h.reply(200, FEED, ETag='"1"')
        yield running


def body(source: FeedSource, policy: FeedPolicy = LOCAL) -> bytes:
    target = io.BytesIO()
    assert download_feed(source, policy, target) is not None
    return target.getvalue()


def refusal(source: FeedSource, policy: FeedPolicy = LOCAL) -> FeedFetchError:
    with pytest.raises(FeedFetchError) as caught:
        download_feed(source, policy, io.BytesIO())
    return caught.value


def source_at(
    server: PhotoServer, path: str, *, username: str = "", password: str = ""
) -> FeedSource:
    return FeedSource(url=server.url(path), username=username, password=password)


def credentials(handler: Handler) -> str:
    scheme, _, encoded = handler.headers.get("Authorization", "").partition(" ")
    return base64.b64decode(encoded).decode() if scheme == "Basic" else ""


def test_a_feed_is_written_to_the_file_as_the_server_sends_it(server: PhotoServer) -> None:
    assert body(source_at(server, "/feed.csv")) == FEED


def test_a_feed_that_the_server_compresses_is_kept_compressed(server: PhotoServer) -> None:
    packed = gzip.compress(FEED)
    server.responses["/feed"] = lambda h: h.reply(200, packed, Content_Encoding="gzip")
    assert body(source_at(server, "/feed")) == packed


def test_a_known_feed_is_not_sent_again(server: PhotoServer) -> None:
    asked: list[tuple[str | None, str | None]] = []

    def answer(handler: Handler) -> None:
        headers = handler.headers
        asked.append((headers["If-None-Match"], headers["If-Modified-Since"]))
        handler.reply(304)

    server.responses["/feed.csv"] = answer
    known = Validators(etag='"1"', last_modified="Mon, 30 Nov 2026 08:00:00 GMT")
    source = FeedSource(url=server.url("/feed.csv"), known=known)
    assert download_feed(source, LOCAL, io.BytesIO()) is None
    assert asked == [('"1"', "Mon, 30 Nov 2026 08:00:00 GMT")]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]"])
def test_private_addresses_are_refused_without_a_connection(server: PhotoServer, host: str) -> None:
    error = refusal(FeedSource(url=server.url("/feed.csv", host)), STRICT)
    assert "private network" in str(error)
    assert error.is_lasting
    assert server.requested == []


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("/to-metadata", "private network"),
        ("/to-file", "Only http and https"),
        ("/loop", "More than 5 redirects"),
    ],
)
def test_each_redirect_is_checked(server: PhotoServer, path: str, cause: str) -> None:
    assert cause in str(refusal(source_at(server, path)))


def test_user_name_and_password_are_sent_to_the_server(server: PhotoServer) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(200, credentials(h).encode())
    source = source_at(server, "/feed.csv", username="ada", password="pässwörd:1")
    assert body(source).decode() == "ada:pässwörd:1"


def test_another_server_does_not_get_the_password(server: PhotoServer) -> None:
    with photo_server() as other:
        other.responses["/feed.csv"] = lambda h: h.reply(200, b"got " + credentials(h).encode())
        server.responses["/moved"] = lambda h: h.reply(302, Location=other.url("/feed.csv"))
        source = source_at(server, "/moved", username="ada", password="secret")
        assert body(source) == b"got "


def test_a_password_is_not_followed_by_a_redirect_out_of_https() -> None:
    source = FeedSource(url="https://shop.example/feed", username="ada", password="secret")
    download = _Download(source, LOCAL, io.BytesIO(), time.monotonic() + 9)
    with pytest.raises(FeedFetchError, match="without https"):
        download.follow(source.url, _Redirect("http://shop.example/feed"))
    assert download.follow(source.url, _Redirect("/new")) == "https://shop.example/new"


def test_the_message_does_not_hold_the_password(server: PhotoServer) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(401)
    source = source_at(server, "/feed.csv", username="ada", password="secret")
    error = refusal(source)
    assert "does not accept the user name and password" in str(error)
    assert "secret" not in f"{error!r}{source!r}"


@pytest.mark.parametrize(
    ("status", "cause", "is_lasting"),
    [
        (401, "It wants a user name and password.", True),
        (403, "Let this shop read the feed", True),
        (404, "There is no feed at the address.", True),
        (410, "There is no feed at the address.", True),
        (418, "Check the address.", True),
        (429, "Ask whoever runs it", False),
        (500, "Ask whoever runs it", False),
    ],
)
def test_an_error_of_the_server_says_what_to_do(
    server: PhotoServer, status: int, cause: str, is_lasting: bool
) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(status)
    error = refusal(source_at(server, "/feed.csv"))
    assert f"The server answered {status}" in str(error)
    assert cause in str(error)
    assert error.is_lasting == is_lasting


def test_a_busy_server_says_when_to_come_again(server: PhotoServer) -> None:
    assert refusal(source_at(server, "/busy")).retry_after == timedelta(minutes=10)


def test_an_unknown_server_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = refusal(FeedSource(url="https://shop.invalid/feed.csv"))
    assert "No server of this name is known." in str(error)


def test_a_server_that_refuses_connections_is_named_as_the_cause() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = refusal(FeedSource(url=f"http://127.0.0.1:{port}/feed.csv"))
    assert "refuses connections" in str(error)
    assert not error.is_lasting


def test_a_server_that_never_answers_is_left_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        error = refusal(FeedSource(url=f"http://127.0.0.1:{silent.getsockname()[1]}/"))
    assert "sends nothing" in str(error)
    assert time.monotonic() - began < 0.95


def test_a_server_without_tls_at_an_https_address_is_named_as_the_cause(
    server: PhotoServer,
) -> None:
    url = server.url("/feed.csv").replace("http:", "https:")
    assert "certificate" in str(refusal(FeedSource(url=url)))


@pytest.mark.parametrize("path", ["/drip", "/drip-header"])
def test_a_server_that_drips_is_cut_at_the_deadline(server: PhotoServer, path: str) -> None:
    began = time.monotonic()
    assert "took longer than 1 seconds" in str(refusal(source_at(server, path)))
    assert time.monotonic() - began < 3


def test_an_endless_body_is_cut_at_the_limit(server: PhotoServer) -> None:
    target = io.BytesIO()
    with pytest.raises(FeedFetchError, match="larger than 1 MB"):
        download_feed(source_at(server, "/endless"), LOCAL, target)
    assert len(target.getvalue()) <= LOCAL.max_bytes


def test_a_body_that_is_cut_short_is_no_feed(server: PhotoServer) -> None:
    """Products after the cut would count as missing."""
    server.responses["/feed.csv"] = lambda h: h.reply(200, FEED, Content_Length="999")
    assert "before the feed was complete" in str(refusal(source_at(server, "/feed.csv")))


def test_a_chunked_body_that_is_cut_short_is_no_feed(server: PhotoServer) -> None:
    def cut(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(FEED), FEED))
        handler.close_connection = True

    server.responses["/feed.csv"] = cut
    assert "before the feed was complete" in str(refusal(source_at(server, "/feed.csv")))


def test_a_compression_that_was_not_asked_for_is_refused(server: PhotoServer) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(200, FEED, Content_Encoding="br")
    assert "compresses" in str(refusal(source_at(server, "/feed.csv")))
