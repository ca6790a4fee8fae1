"""A real Celery worker on the test database."""

import dataclasses
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.apps import apps
from django.conf import settings

from shop_search.celery import app
from shop_search.child import Child, Program
from shop_search.processes import Deployment, programs

START_TIMEOUT = 60.0


@pytest.fixture
def celery_worker_process(transactional_db: None) -> Iterator[Child]:
    """The worker that `./shop up` starts, with one process, done with what it does on its start.

    Each test has its own. Tables are emptied after the worker has ended, so no test sees its rows.
    """
    app.control.purge()
    worker = Child(worker_program())
    try:
        wait_until_idle(worker)
        apps.get_model("catalog", "EncoderVersion").objects.all().delete()
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


def loopback_worker_program(log: Path) -> Program:
    """A worker that may fetch photos and feeds from this machine."""
    program = worker_program()
    names = {"shop_search": "tests.loopback_worker"}
    command = tuple(names.get(part, part) for part in program.command)
    return dataclasses.replace(program, command=command, log=log)


@contextmanager
def running(program: Program) -> Iterator[Child]:
    """A worker that is done with what it does on its start."""
    app.control.purge()
    child = Child(program)
    try:
        wait_until_idle(child)
        yield child
    finally:
        child.request_stop()
        child.wait_or_kill()


def database_url() -> str:
    """Return the URL of the test database.

    The environment names another one, because pytest-django changes only the settings.
    """
    name = settings.DATABASES["default"]["NAME"]
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


def wait_until_idle(worker: Child) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not is_idle():
        assert worker.exit_status() is None, worker.program.last_lines()
        assert time.monotonic() < deadline, worker.program.last_lines()
        time.sleep(0.1)


def is_idle() -> bool:
    """Whether a worker answers, has no task, and has none to fetch."""
    inspect = app.control.inspect(timeout=1, limit=1)
    replies = [inspect.active(), inspect.reserved()]
    answered = all(replies)
    busy = any(tasks for reply in replies for tasks in (reply or {}).values())
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        queued = sum(broker.llen(queue.name) for queue in app.conf.task_queues)
    return answered and not busy and not queued
