"""A real Celery worker is killed with SIGKILL in the middle of a batch."""

import dataclasses
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from catalog.indexing.batch import BATCH_SIZE
from catalog.models import Embedding, ProductIndexing, WorkState
from catalog.tasks import index_products
from catalog.waking import WAKE_KEY
from shop_search.child import Child
from shop_search.redis_urls import with_database
from tests.indexing.gated_encoder import FOLDER
from tests.indexing.products import make_product
from tests.worker import worker_program

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PRODUCTS = BATCH_SIZE + 4


@contextmanager
def worker(folder: Path) -> Iterator[Child]:
    """A worker that indexes on start. It has its own queue, so that no other worker helps."""
    program = worker_program()
    environment = {
        "SHOP_ENCODER": "python:tests.indexing.gated_encoder.GatedEncoder",
        "SHOP_INDEXING_LEASE_SECONDS": "3",
        "SHOP_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "REDIS_URL": with_database(settings.REDIS_URL, 7),
        FOLDER: str(folder),
    }
    program = dataclasses.replace(
        program,
        log=folder / "worker.log",
        environment={**program.environment, **environment},
        stop_timeout=5.0,
    )
    child = Child(program)
    try:
        yield child
    finally:
        child.request_stop()
        child.wait_or_kill()


def wait_until(condition: Callable[[], bool], child: Child) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, child.program.last_lines(30)
        time.sleep(0.05)


def ready() -> int:
    return ProductIndexing.objects.filter(state=WorkState.READY).count()


def test_batch_of_a_killed_worker_is_completed_once_by_the_next(tmp_path: Path) -> None:
    for number in range(PRODUCTS):
        make_product(f"Mug {number}", "blue")
        # Distinct photos, because equal ones share a vector.
        product = ProductIndexing.objects.latest("product_id").product
        product.photos.update(sha256=f"{number:064}")
    cache.delete(
        WAKE_KEY.format(index_products.name)
    )  # a key of another test would keep the worker from indexing on start
    with worker(tmp_path) as first:
        wait_until(lambda: (tmp_path / "waiting").exists() and ready() == BATCH_SIZE, first)
        os.killpg(first.pid, signal.SIGKILL)
    assert ready() == Embedding.objects.count() == BATCH_SIZE, "whole batches or nothing"

    leased = ProductIndexing.objects.filter(state=WorkState.PENDING)
    wait_until(lambda: not leased.filter(due_at__gt=timezone.now()).exists(), first)
    (tmp_path / "gate").touch()
    with worker(tmp_path) as second:
        wait_until(lambda: ready() == PRODUCTS, second)
    assert Embedding.objects.values("product", "photo").distinct().count() == PRODUCTS
    assert Embedding.objects.count() == PRODUCTS
    assert len((tmp_path / "embedded").read_text()) == PRODUCTS, "no photo was embedded twice"
