"""kill -9 of a real Celery worker in mid-batch: the work completes once."""

import dataclasses
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.indexing.batch import BATCH
from catalog.models import Embedding, ProductIndexing, WorkState
from shop_search.child import Child
from shop_search.redis_urls import of_database
from tests.indexing.gated_encoder import FOLDER
from tests.indexing.shop import make_product
from tests.worker import worker_program

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PRODUCTS = BATCH + 4


@contextmanager
def worker(folder: Path) -> Iterator[Child]:
    """It looks for work when it is ready. A queue of its own: no other worker may help."""
    program = worker_program()
    environment = {
        "SHOP_ENCODER": "python:tests.indexing.gated_encoder.GatedEncoder",
        "SHOP_INDEXING_LEASE_SECONDS": "3",
        "SHOP_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "REDIS_URL": of_database(settings.REDIS_URL, 7),
        FOLDER: str(folder),
    }
    program = dataclasses.replace(
        program,
        log=folder / "worker.log",
        environment={**program.environment, **environment},
        grace=5.0,
    )
    child = Child(program)
    try:
        yield child
    finally:
        child.ask_to_stop()
        child.end()


def wait_until(condition: Callable[[], bool], child: Child) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, child.program.last_lines(30)
        time.sleep(0.05)


def ready() -> int:
    return ProductIndexing.objects.filter(state=WorkState.READY).count()


def test_the_work_completes_once(tmp_path: Path) -> None:
    for number in range(PRODUCTS):
        make_product(f"Mug {number}", "blue")
        # Distinct photos, or one vector would serve them all.
        product = ProductIndexing.objects.latest("product_id").product
        product.photos.update(sha256=f"{number:064}")
    with worker(tmp_path) as first:
        wait_until(lambda: (tmp_path / "waiting").exists() and ready() == BATCH, first)
        os.killpg(first.pid, signal.SIGKILL)
    assert ready() == Embedding.objects.count() == BATCH, "whole batches or nothing"

    leased = ProductIndexing.objects.filter(state=WorkState.PENDING)
    wait_until(lambda: not leased.filter(due_at__gt=timezone.now()).exists(), first)
    (tmp_path / "gate").touch()
    with worker(tmp_path) as second:
        wait_until(lambda: ready() == PRODUCTS, second)
    assert Embedding.objects.values("product", "photo").distinct().count() == PRODUCTS
    assert Embedding.objects.count() == PRODUCTS
    assert len((tmp_path / "embedded").read_text()) == PRODUCTS, "no photo was embedded twice"
