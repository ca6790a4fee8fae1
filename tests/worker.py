"""A real Celery worker on the test database. Tests that use it need `transaction=True`."""

import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from shop_search.celery import app
from shop_search.child import Child, Program
from shop_search.processes import Deployment, programs

START_TIMEOUT = 60.0


@pytest.fixture(scope="session")
def celery_worker_process(django_db_setup: None) -> Iterator[Child]:
    """The worker that `./shop up` starts, with one process."""
    worker = Child(worker_program())
    try:
        wait_until_it_answers(worker)
        yield worker
    finally:
        worker.request_stop()
        worker.wait_or_kill()


def worker_program() -> Program:
    deployment = Deployment(
        host="127.0.0.1",
        port=0,
        workers=1,
        demo=False,
        var=Path(settings.SHOP_VAR),
        root=settings.BASE_DIR,
    )
    program = next(program for program in programs(deployment) if program.name == "Celery worker")
    environment = {**program.environment, "DATABASE_URL": database_url()}
    return dataclasses.replace(program, environment=environment)


def database_url() -> str:
    """Return the URL of the test database.

    The environment names another one, because pytest-django changes only the settings.
    """
    name = settings.DATABASES["default"]["NAME"]
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


def wait_for_idle_workers() -> None:
    """Wait until the session's worker, if it runs, has indexed what earlier tests uploaded.

    Otherwise it would take the rows of a test that starts a worker of its own.
    """
    deadline = time.monotonic() + START_TIMEOUT
    inspect = app.control.inspect(timeout=1)
    while any((inspect.active() or {}).values()) or any((inspect.reserved() or {}).values()):
        assert time.monotonic() < deadline, "The worker of the session never becomes idle."
        time.sleep(0.1)


def wait_until_it_answers(worker: Child) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not app.control.ping(timeout=1, limit=1):
        assert worker.exit_status() is None, worker.program.last_lines()
        assert time.monotonic() < deadline, worker.program.last_lines()
