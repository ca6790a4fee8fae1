"""Between tasks, a worker returns its connections to the pool, and leaves the pool open."""

from types import SimpleNamespace
from typing import Any

import pytest
from celery.fixups import django as fixups
from django.db import connection

from shop_search.celery import app
from shop_search.worker_database import return_connections

pytestmark = pytest.mark.django_db(transaction=True)


def worker_fixup() -> Any:
    """What Celery does around the tasks of a Django project."""
    module: Any = fixups  # the stubs lack the class
    return module.DjangoWorkerFixup(app)


def test_the_pool_stays_open_and_gets_its_connections_back() -> None:
    wrapper: Any = connection  # the stubs know no pool
    connection.ensure_connection()
    pool = wrapper.pool
    fixup = worker_fixup()
    fixup.worker = SimpleNamespace(pool_cls="celery.concurrency.prefork:TaskPool")
    task: Any = SimpleNamespace(request=SimpleNamespace(is_eager=False))
    fixup.on_task_postrun(task)
    return_connections(task)
    assert connection.connection is None
    assert wrapper.pool is pool
    assert not pool.closed


def test_a_task_that_runs_within_a_request_leaves_its_connection_alone() -> None:
    connection.ensure_connection()
    task: Any = SimpleNamespace(request=SimpleNamespace(is_eager=True))
    return_connections(task)
    assert connection.connection is not None
