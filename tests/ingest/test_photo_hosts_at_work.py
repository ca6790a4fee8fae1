"""Hosts are visited in turn of their merchants, and left alone if they do not answer."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event, Lock

import pytest
from django.utils import timezone

from catalog.ingest.photos import visit as visits
from catalog.ingest.photos.downloads import downloads
from catalog.ingest.photos.queue import fetch_due_photos
from catalog.ingest.photos.retrying import fetch_again
from catalog.models import Merchant, Photo, PhotoHost, Product, WorkState
from catalog.remote.photo_fetching import FetchPolicy
from tests.ingest.fetching import fetch_all_due, held_connections
from tests.ingest.photo_server import Handler, PhotoServer, photo_server

pytestmark = pytest.mark.django_db(transaction=True)
# Each thread may have begun another one before the host counts as silent.
MOST_TRIED = 2 * visits.MAX_THREADS - 1
IMPATIENT = FetchPolicy(allow_loopback=True, deadline=1.0, connect_timeout=0.5, timeout=0.5)


@pytest.fixture
def server() -> Iterator[PhotoServer]:
    with photo_server() as running:
        yield running


@contextmanager
def silent_server() -> Iterator[str]:
    """A server that accepts connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def product_of(name: str) -> Product:
    merchant = Merchant.objects.create(name=name, slug=name)
    return Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)


def add(product: Product, urls: list[str]) -> None:
    Photo.objects.bulk_create(Photo(product=product, source_url=url) for url in urls)


def states() -> dict[str, int]:
    names = list(Photo.objects.values_list("state", flat=True))
    return {name: names.count(name) for name in set(names)}


def concurrent(server: PhotoServer, seconds: float) -> Callable[[], int]:
    """Let `/slow` answer late. Returns a function that says how many at most waited at a time."""
    lock, now, most = Lock(), 0, 0
    respond = server.responses["/mug.jpg"]

    def slow(handler: Handler) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(seconds)
        with lock:
            now -= 1
        respond(handler)

    server.responses["/slow"] = slow
    return lambda: most


def test_a_host_is_asked_for_few_photos_at_a_time(server: PhotoServer) -> None:
    most = concurrent(server, 0.05)
    add(product_of("ada"), [server.url("/slow")] * 40)
    fetch_all_due()
    assert states() == {WorkState.READY: 40}
    assert 1 < most() <= visits.MAX_THREADS


def test_two_workers_do_not_visit_one_host_together(server: PhotoServer) -> None:
    add(product_of("ada"), [server.url("/mug.jpg")] * 3)
    lease = timedelta(minutes=1)
    assert len(PhotoHost.objects.all().claim(5, lease=lease).keys) == 1
    assert PhotoHost.objects.all().claim(5, lease=lease).keys == ()


def test_a_silent_host_costs_a_few_requests_and_rests_with_all_its_photos() -> None:
    with silent_server() as name:
        add(product_of("ada"), [f"http://{name}/{n}.jpg" for n in range(100)])
        fetch_all_due(IMPATIENT)
    host = PhotoHost.objects.get()
    assert host.attempts == 1
    assert timedelta(seconds=50) < host.due_at - timezone.now() < timedelta(seconds=61)
    assert "0.5" not in host.reason
    assert host.reason
    assert Photo.objects.filter(attempts__gt=0).count() <= MOST_TRIED
    assert Photo.objects.filter(state=WorkState.PENDING).count() == 100


def test_a_silent_host_is_given_up_with_all_its_photos() -> None:
    with silent_server() as name:
        add(product_of("ada"), [f"http://{name}/{n}.jpg" for n in range(100)])
        for _ in range(PhotoHost.MAX_ATTEMPTS):
            PhotoHost.objects.update(due_at=timezone.now())
            fetch_all_due(IMPATIENT)
    assert states() == {WorkState.FAILED: 100}
    assert PhotoHost.objects.get().state == WorkState.READY
    reason = Photo.objects.latest("pk").reason
    assert f"{name} did not answer in 5 attempts" in reason
    assert "fetch the failed photos again" in reason


def test_the_photos_of_a_busy_host_wait_as_long_as_it_asks(server: PhotoServer) -> None:
    add(product_of("ada"), [server.url("/busy")] * 20)
    fetch_all_due()
    assert len(server.requested) <= MOST_TRIED
    wait = PhotoHost.objects.get().due_at - timezone.now()
    assert timedelta(minutes=9) < wait <= timedelta(minutes=10)


def test_missing_photos_do_not_keep_the_others_of_their_host_waiting(server: PhotoServer) -> None:
    add(product_of("ada"), [server.url("/gone")] * 20 + [server.url("/mug.jpg")])
    fetch_all_due()
    assert states() == {WorkState.FAILED: 20, WorkState.READY: 1}


def test_fetch_again_ends_the_rest_of_a_host(server: PhotoServer) -> None:
    product = product_of("ada")
    with silent_server() as name:
        add(product, [f"http://{name}/{n}.jpg" for n in range(9)])
        fetch_all_due(IMPATIENT)
    assert not PhotoHost.objects.all().due().exists()
    Photo.objects.update(state=WorkState.FAILED)
    assert fetch_again(Photo.objects.all()) == 9
    assert PhotoHost.objects.all().due().exists()


def test_the_photo_of_one_merchant_does_not_wait_for_the_silent_hosts_of_another(
    server: PhotoServer,
) -> None:
    hosts = [f"http://127.0.0.{number}:9" for number in range(2, 60)]
    with silent_server() as name:
        port = name.rpartition(":")[2]
        dead = [f"http://127.0.0.1:{port}/{n}.jpg" for n in range(50)]
        add(product_of("large"), dead + [f"{host}/1.jpg" for host in hosts])
        PhotoHost.objects.update(due_at=timezone.now() - timedelta(hours=1))
        fetch_due_photos(seconds=0.2, policy=IMPATIENT)
        small = product_of("small")
        add(small, [server.url("/mug.jpg")])
        began = time.monotonic()
        while small.photos.filter(state=WorkState.PENDING).exists():
            fetch_due_photos(seconds=0.2, policy=IMPATIENT)
            assert time.monotonic() - began < 5
        fetch_all_due(IMPATIENT)
    assert small.photos.get().state == WorkState.READY


def test_a_slice_does_not_wait_for_silent_servers() -> None:
    patient = FetchPolicy(allow_loopback=True, deadline=3.0, connect_timeout=3.0, timeout=3.0)
    with silent_server() as name:
        add(product_of("ada"), [f"http://{name}/1.jpg"])
        began = time.monotonic()
        assert not fetch_due_photos(seconds=2.0, policy=patient)
        assert time.monotonic() - began < 1.5
        fetch_all_due(patient)


def test_the_end_of_a_visit_is_told(server: PhotoServer) -> None:
    told: list[bool] = []
    add(product_of("ada"), [server.url("/mug.jpg")] * 3)
    fetch_due_photos(
        seconds=5, policy=IMPATIENT, on_end=lambda: told.append(Photo.objects.all().due().exists())
    )
    fetch_all_due(IMPATIENT)
    assert told == [False]


def test_all_threads_are_free_at_the_end(server: PhotoServer) -> None:
    add(product_of("ada"), [server.url("/mug.jpg")] * 3)
    fetch_all_due()
    assert downloads.full_merchants == []
    assert downloads.free_hosts == 6


def test_a_thread_that_waits_for_a_server_holds_no_database_connection(server: PhotoServer) -> None:
    """More threads download photos than a process may have connections."""
    release = Event()

    def slow(handler: Handler) -> None:
        release.wait(10)
        handler.reply(404)

    server.responses["/slow"] = slow
    # The first answers set threads going; what they have written must not keep a connection.
    add(product_of("ada"), [server.url("/gone")] * 4 + [server.url("/slow")] * 4)
    before = held_connections()
    try:
        fetch_due_photos(seconds=1, policy=replace(IMPATIENT, timeout=9, deadline=9))
        wait_until(lambda: server.requested.count("/slow") == 4)
        wait_until(lambda: held_connections() == before)
    finally:
        release.set()
        fetch_all_due()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
