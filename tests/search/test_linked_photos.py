"""Photos that shoppers name by a web address."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.remote.photo_fetching import FetchPolicy
from catalog.search import linked_photos
from catalog.search.linked_photos import LinkedPhotosBusy, UnusableLink, fetch_linked_photo
from tests.ingest.conftest import jpeg
from tests.ingest.photo_server import PhotoServer, photo_server

PAGE = b"\n<!DOCTYPE html><html><body>Mug</body></html>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PhotoServer]:
    def local() -> FetchPolicy:
        return FetchPolicy(allow_loopback=True, deadline=0.5, timeout=0.5)

    monkeypatch.setattr(linked_photos, "policy", local)
    with photo_server() as running:
        running.responses["/shop"] = lambda h: h.reply(200, PAGE, Content_Type="text/html")
        yield running


def refusal(address: str) -> str:
    with pytest.raises(UnusableLink) as caught:
        fetch_linked_photo(address)
    return str(caught.value)


def wait_until_free() -> None:
    """Wait for the threads of earlier downloads, which end at their own deadlines."""
    for _ in range(linked_photos.MAX_AT_ONCE):
        assert linked_photos.free.acquire(timeout=5)
    for _ in range(linked_photos.MAX_AT_ONCE):
        linked_photos.free.release()


def test_the_photo_at_an_address_is_fetched(server: PhotoServer) -> None:
    assert fetch_linked_photo(server.url("/mug.jpg")) == jpeg()


def test_an_address_of_a_page_is_refused_with_what_to_do(server: PhotoServer) -> None:
    assert "a page, not of a picture" in refusal(server.url("/shop"))


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/gone", "404"), ("/to-metadata", "private network"), ("/drip", "longer than 0.5 seconds")],
)
def test_an_address_that_leads_to_nothing_is_refused_with_another_way(
    server: PhotoServer, path: str, reason: str
) -> None:
    message = refusal(server.url(path))
    assert reason in message
    assert "save the picture" in message
    wait_until_free()


def test_addresses_within_this_network_are_not_fetched() -> None:
    for address in ("http://127.0.0.1/1.jpg", "http://169.254.169.254/", "http://[::1]/1.jpg"):
        assert "private network" in refusal(address)


@pytest.mark.parametrize("text", ["ftp://shop.example/1.jpg", "mug", "https://a@b.example/1.jpg"])
def test_what_is_no_web_address_is_refused(text: str) -> None:
    assert "http" in refusal(text)


def test_more_slow_servers_than_may_hold_threads_are_refused_at_once(server: PhotoServer) -> None:
    slow = server.url("/drip-header")
    with ThreadPoolExecutor(linked_photos.MAX_AT_ONCE) as shoppers:
        held = [shoppers.submit(refusal, slow) for _ in range(linked_photos.MAX_AT_ONCE)]
        while len(server.requested) < linked_photos.MAX_AT_ONCE:
            time.sleep(0.01)
        began = time.monotonic()
        with pytest.raises(LinkedPhotosBusy):
            fetch_linked_photo(server.url("/mug.jpg"))
        assert time.monotonic() - began < 0.2
        assert all("longer" in answer.result() for answer in held)
    wait_until_free()
    assert fetch_linked_photo(server.url("/mug.jpg")) == jpeg()


def test_a_name_that_does_not_resolve_in_time_releases_the_shopper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linked_photos, "policy", lambda: FetchPolicy(deadline=0.1))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: time.sleep(1.5))
    began = time.monotonic()
    assert "longer than 0.1 seconds" in refusal("https://shop.example/1.jpg")
    assert time.monotonic() - began < 1
    wait_until_free()


def test_a_system_without_threads_is_busy_and_loses_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(_thread: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("catalog.search.linked_photos.Thread.start", start)
    for _ in range(linked_photos.MAX_AT_ONCE + 1):
        with pytest.raises(LinkedPhotosBusy):
            fetch_linked_photo("https://shop.example/pot.jpg")
    wait_until_free()
