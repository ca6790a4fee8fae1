"""Due feeds are fetched in threads, in turn of merchants, and no dead server holds others up."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event

import pytest
from django.db.models import Q
from django.utils import timezone

from catalog.ingest.feed_addresses.fetches import (
    MAX_FAILING,
    MAX_FETCHES,
    MAX_OF_MERCHANT,
    fetches,
)
from catalog.ingest.feed_addresses.queue import begin_due_fetches
from catalog.models import FeedAddress, ImportRun, Merchant
from tests.ingest.conftest import MUG, table
from tests.ingest.feed_addresses import LOCAL, add_address
from tests.ingest.fetching import held_connections
from tests.ingest.photo_server import Handler, PhotoServer, photo_server

pytestmark = pytest.mark.django_db(transaction=True)
FEED = table(MUG | {"image_link": ""})
PATIENCE = 20.0
PATIENT = replace(LOCAL, timeout=PATIENCE, deadline=PATIENCE)


class Server:
    """Answers feeds only once `release` is set."""

    def __init__(self, server: PhotoServer) -> None:
        self.server, self.release = server, Event()
        server.responses["/slow.csv"] = self._slow
        server.responses["/feed.csv"] = lambda h: h.reply(200, FEED)

    def _slow(self, handler: Handler) -> None:
        self.release.wait(PATIENCE)
        handler.reply(200, FEED)

    def url(self, path: str) -> str:
        return self.server.url(path)


@pytest.fixture
def server() -> Iterator[Server]:
    with photo_server() as running:
        slow = Server(running)
        yield slow
        slow.release.set()
        wait_until_none()


def wait_until_none() -> None:
    wait_until(lambda: not fetches.running)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def merchant_named(name: str) -> Merchant:
    return Merchant.objects.create(name=name, slug=name)


def test_a_due_feed_is_fetched_in_the_background_and_its_run_is_told(server: Server) -> None:
    add_address(merchant_named("ada"), server.url("/feed.csv"))
    told: list[int | None] = []
    begin_due_fetches(LOCAL, told.append)
    wait_until_none()
    assert told == [ImportRun.objects.get().pk]


def test_a_merchant_with_many_feeds_leaves_room_for_others(server: Server) -> None:
    large, small = merchant_named("large"), merchant_named("small")
    for number in range(MAX_FETCHES):
        add_address(large, server.url("/slow.csv"), f"feed {number}")
    add_address(small, server.url("/slow.csv"))
    begin_due_fetches(PATIENT)
    running = [address.merchant_id for address in fetches.running]
    assert sorted(running) == sorted([large.pk] * MAX_OF_MERCHANT + [small.pk])


def test_fetches_that_wait_for_their_servers_hold_no_database_connections(server: Server) -> None:
    for number in range(MAX_FETCHES):
        add_address(merchant_named(f"slow {number}"), server.url("/slow.csv"))
    before = held_connections()
    begin_due_fetches(PATIENT, on_end=look_up)
    wait_until(lambda: len(server.server.requested) == MAX_FETCHES)
    assert held_connections() == before
    assert len(fetches.running) == MAX_FETCHES
    server.release.set()
    wait_until_none()
    assert ImportRun.objects.count() == MAX_FETCHES
    wait_until(lambda: held_connections() == before)


def look_up(run_id: int | None) -> None:
    assert run_id
    assert ImportRun.objects.filter(pk=run_id).exists()


def test_addresses_that_failed_leave_room_for_those_that_work(server: Server) -> None:
    for number in range(2 * MAX_FETCHES):
        add_address(merchant_named(f"dead {number}"), server.url("/slow.csv"), failures=3)
    begin_due_fetches(PATIENT)
    assert len(fetches.running) == MAX_FAILING
    add_address(merchant_named("new"), server.url("/slow.csv"))
    begin_due_fetches(PATIENT)
    assert len(fetches.running) == MAX_FAILING + 1


def test_servers_that_never_answer_keep_neither_the_caller_nor_their_places() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=256) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/feed.csv"
        for number in range(50):
            add_address(merchant_named(f"dead {number}"), url)
        begin_due_fetches(LOCAL)
        begun = FeedAddress.objects.filter(Q(attempts=1) | Q(failures=1))
        assert begun.count() == MAX_FETCHES
        while fetches.running:
            begin_due_fetches(LOCAL)
            time.sleep(0.05)
    assert FeedAddress.objects.filter(failures=1, due_at__gt=timezone.now()).count() == 50


def test_a_fetch_that_ends_with_an_error_of_the_shop_frees_its_place(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("catalog.ingest.feed_addresses.fetches.fetch", broken)
    address = add_address(merchant_named("ada"), server.url("/feed.csv?token=secret"))
    begin_due_fetches(LOCAL)
    wait_until_none()
    address.refresh_from_db()
    assert address.is_being_fetched, "until its lease ends"
    assert "a bug" in caplog.text
    assert "secret" not in caplog.text
