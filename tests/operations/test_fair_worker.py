"""One worker process serves all queues, and every merchant, in turn."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from pytest_django import Settings

from catalog import tasks
from catalog.ingest.control import start_import
from catalog.models import Embedding, ImportRun, ImportState, Merchant, Photo, ProductIndexing
from catalog.models.photo_counts import PhotoCounts, photo_counts
from catalog.waking import WAKE_KEY
from shop_search.celery import app
from shop_search.child import Child
from tests.ingest.conftest import MUG, Row, table
from tests.ingest.photo_server import photo_server
from tests.worker import loopback_worker_program, running

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
# What a merchant may wait for a product, on a machine of two cores. Tests run beside each other.
PATIENCE = 10.0
ROWS, DEAD = 3_000, 300


@pytest.fixture(autouse=True)
def media(settings: Settings) -> Path:
    """The media folder of the worker, which is another process."""
    folder = Path(settings.SHOP_VAR) / "media"
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Child]:
    """A worker with one process that may fetch from this machine."""
    for task in (tasks.index_products, tasks.fetch_photos):
        cache.delete(WAKE_KEY.format(task.name))
    with running(loopback_worker_program(tmp_path / "worker.log")) as child:
        yield child


@contextmanager
def silent_server() -> Iterator[int]:
    """A server that accepts connections at all addresses of this machine, and never answers."""
    with socket.create_server(("0.0.0.0", 0), backlog=1024) as listening:  # noqa: S104
        yield int(listening.getsockname()[1])


def wait_until(condition: Callable[[], bool], worker: Child, seconds: float = 120.0) -> float:
    """Return the seconds until `condition` holds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, worker.program.last_lines(30)
        time.sleep(0.05)
    return time.monotonic() - began


def upload(name: str, rows: list[Row]) -> ImportRun:
    merchant, _ = Merchant.objects.get_or_create(name=name, slug=name)
    file = ContentFile(table(*rows))
    run = start_import(merchant=merchant, user=None, file=file, name="feed.csv")
    tasks.wake_import(run.pk)
    return run


def is_findable(run: ImportRun) -> bool:
    """Whether the run has finished, and its product can be found by its photo."""
    photos = Embedding.objects.filter(product__merchant=run.merchant, photo__isnull=False)
    return is_finished(run) and photos.exists()


def is_finished(run: ImportRun) -> bool:
    run.refresh_from_db()
    assert run.state != ImportState.FAILED, run.reason
    return run.state == ImportState.FINISHED


def backlog(port: int) -> list[Row]:
    """A large catalog, whose first photos are on servers that do not answer."""
    photos = [f"http://127.0.1.{n % 200 + 1}:{port}/{n}.jpg" for n in range(DEAD)]
    return [
        MUG | {"id": f"mug-{n}", "title": f"Mug {n}", "image_link": photos[n] if n < DEAD else ""}
        for n in range(ROWS)
    ]


def test_one_row_is_findable_at_once_beside_another_merchants_backlog(worker: Child) -> None:
    with silent_server() as port, photo_server() as photos:
        large = upload("large", backlog(port))
        wait_until(ProductIndexing.objects.all().exists, worker)
        small = upload("small", [MUG | {"image_link": photos.url("/mug.jpg")}])
        seconds = wait_until(lambda: is_findable(small), worker)
        assert ProductIndexing.objects.all().due().exists(), "the backlog is still there"
        large.refresh_from_db()
        assert seconds < PATIENCE, f"{seconds:.1f} s, {large.rows_read} rows of the other"
    assert photo_counts(small) == PhotoCounts(fetched=1)


def test_a_worker_continues_an_import_until_its_end_and_counts_each_row_once(worker: Child) -> None:
    rows = [MUG | {"id": f"mug-{n}", "image_link": ""} for n in range(ROWS)]
    run = upload("large", rows)
    wait_until(lambda: is_finished(run), worker)
    assert (run.rows_read, run.created) == (ROWS, ROWS)
    assert not Photo.objects.exists()


def test_each_task_goes_to_its_own_queue() -> None:
    """Queues that share a routing key would all get every message."""
    queues = app.amqp.queues
    assert len({queue.routing_key for queue in queues.values()}) == len(queues) == 4
    for name, queue in {
        "catalog.tasks.run_import": "imports",
        "catalog.tasks.fetch_photos": "photos",
        "catalog.tasks.index_products": "indexing",
        "catalog.tasks.sweep": "upkeep",
    }.items():
        assert app.amqp.router.route({}, name)["queue"].name == queue
