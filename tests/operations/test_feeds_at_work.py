"""One worker process fetches feeds, imports what has changed, and waits for no dead server."""

import os
import signal
import threading
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from catalog import feed_tasks
from catalog.models import FeedAddress, ImportRun, ImportState, Merchant, Product
from catalog.waking import WAKE_KEY
from shop_search.child import Child
from tests.ingest.conftest import MUG, table
from tests.ingest.feed_addresses import add_address
from tests.ingest.photo_server import Handler, photo_server
from tests.operations.test_fair_worker import (
    PATIENCE,
    is_finished,
    media,
    silent_server,
    upload,
    wait_until,
    worker,
)
from tests.worker import loopback_worker_program, running

__all__ = ["media", "worker"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
FEED = table(MUG | {"image_link": ""})
DEAD, FEEDS = 50, 30


@pytest.fixture(autouse=True)
def nothing_woken() -> None:
    cache.delete(WAKE_KEY.format(feed_tasks.fetch_feeds.name))


def merchant_named(name: str) -> Merchant:
    return Merchant.objects.create(name=name, slug=name)


def test_an_upload_waits_for_no_dead_feed_address(worker: Child) -> None:
    with silent_server() as port:
        for number in range(DEAD):
            merchant = merchant_named(f"dead {number}")
            add_address(merchant, f"http://127.0.1.{number + 1}:{port}/feed.csv")
        feed_tasks.wake_feed_fetching()
        wait_until(FeedAddress.objects.filter(attempts__gt=0).exists, worker)
        run = upload("small", [MUG | {"image_link": ""}])
        seconds = wait_until(lambda: is_finished(run), worker)
        assert FeedAddress.objects.filter(failures=0).count() > 0, "dead servers are still asked"
    assert seconds < PATIENCE, f"{seconds:.1f} s"


def test_feeds_are_imported_while_other_tasks_begin_and_end(worker: Child) -> None:
    """Tasks must leave the database pool to the threads."""
    with photo_server() as server:
        server.responses["/feed.csv"] = lambda handler: handler.reply(200, FEED)
        for number in range(FEEDS):
            merchant = merchant_named(f"shop {number}")
            add_address(merchant, server.url("/feed.csv"), is_confirmed=True)
        finished = ImportRun.objects.filter(state=ImportState.FINISHED)
        wait_until(lambda: asks_until(finished.count() == FEEDS), worker, seconds=60)
    assert not FeedAddress.objects.filter(attempts__gt=0).exists()
    assert Product.objects.count() == FEEDS


def test_a_worker_killed_in_mid_fetch_leaves_the_feed_to_the_next_one(tmp_path: Path) -> None:
    release, asked = threading.Event(), threading.Event()

    def slow(handler: Handler) -> None:
        handler.reply(200, FEED[:20], Content_Length=str(len(FEED)))
        asked.set()
        if release.wait(PATIENCE):
            handler.wfile.write(FEED[20:])

    program = loopback_worker_program(tmp_path / "worker.log")
    with photo_server() as server:
        server.responses["/feed.csv"] = slow
        merchant = merchant_named("ada")
        address = add_address(merchant, server.url("/feed.csv"), is_confirmed=True)
        with running(program) as first:
            wait_until(lambda: asks_until(asked.is_set()), first)
            os.killpg(first.pid, signal.SIGKILL)
        release.set()
        address.refresh_from_db()
        assert address.is_being_fetched
        assert not ImportRun.objects.exists()
        # As when the lease ends.
        FeedAddress.objects.update(due_at=timezone.now())
        with running(program) as second:
            wait_until(lambda: asks_until(ImportRun.objects.exists()), second)
            wait_until(lambda: is_finished(ImportRun.objects.get()), second)
    assert Product.objects.count() == 1
    address.refresh_from_db()
    assert (address.attempts, address.failures) == (0, 0)


def asks_until(is_done: bool) -> bool:
    """Send the task as beat does, again and again."""
    cache.delete(WAKE_KEY.format(feed_tasks.fetch_feeds.name))
    feed_tasks.wake_feed_fetching()
    return is_done
