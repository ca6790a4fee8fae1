"""Locked tables and a silent Postgres: no request waits for long."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.attacks.running_web import Reply, Web, running_web
from tests.attacks.stopped_processes import stopped
from tests.operations.test_supervisor import until
from tests.worker import database_url

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

TIMEOUT = 2
# Seconds: the statement timeout, the grace of the client, and the delay of a busy machine.
BOUND = TIMEOUT + 3 + 5
API, PAGE = "/api/v1/products/", "/search/"
BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> ALL (%s)
"""
WAITING = f"{BACKENDS} AND wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def others(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> int:
    """Number of connections of other processes, such as a worker."""
    with django_db_blocker.unblock():
        return len(backends())


@pytest.fixture(scope="module")
def web(others: int) -> Iterator[Web]:
    with running_web(SHOP_STATEMENT_TIMEOUT=str(TIMEOUT)) as web:
        yield web


@contextmanager
def locked_products() -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url()) as locking:
        locking.execute("LOCK TABLE catalog_product")
        yield locking
        locking.rollback()


def backends(statement: str = BACKENDS, *, apart_from: tuple[int, ...] = ()) -> list[int]:
    """Return the ids of all Postgres processes that serve connections, apart from our own."""
    with connection.cursor() as cursor:
        ours = connection.connection.info.backend_pid
        cursor.execute(statement, [[ours, *apart_from]])
        return [pid for (pid,) in cursor.fetchall()]


def whole_server() -> list[int]:
    lines = (Path(settings.SHOP_VAR) / "postgres/data/postmaster.pid").read_text().splitlines()
    postmaster = psutil.Process(int(lines[0]))
    return [postmaster.pid, *(child.pid for child in postmaster.children(recursive=True))]


def assert_refused_in_time(replies: list[Reply]) -> None:
    assert [reply.status for reply in replies] == [503] * len(replies)
    assert max(reply.seconds for reply in replies) < BOUND


def assert_no_leak(others: int) -> None:
    """Wait until abandoned connections are closed: their Postgres processes end once they run."""
    most = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    until(lambda: len(backends()) <= most + others)


def test_web_server_sets_statement_timeouts() -> None:
    code = (
        "from shop_search.wsgi import application\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    for name in ('statement_timeout', 'lock_timeout',"
        " 'idle_in_transaction_session_timeout'):\n"
        "        cursor.execute(f'SHOW {name}')\n"
        "        print(*cursor.fetchone())\n"
        "connection.close_pool()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert done.stdout.split() == ["10s", "5s", "1min"]


def test_requests_for_a_locked_table_get_503_within_the_timeout(web: Web) -> None:
    with locked_products():
        assert_refused_in_time(web.get_all([API, PAGE] * 4))
    assert {reply.status for reply in web.get_all([API, PAGE] * 4)} == {200}


def test_silent_database_connections_are_replaced(web: Web, others: int) -> None:
    assert {reply.status for reply in web.get_all([API, PAGE] * 4)} == {200}
    with stopped(backends()):
        replies = web.get_all([API, PAGE] * 4)
        assert max(reply.seconds for reply in replies) < BOUND
        until(lambda: web.get(API).status == 200)
        assert web.get(API).seconds < TIMEOUT
    assert_no_leak(others)


def test_backend_stopped_within_a_statement_delays_only_its_request(web: Web) -> None:
    until(lambda: web.get(API).status == 200)
    with locked_products() as locking:
        pending = web.submit(API)
        own = (locking.info.backend_pid,)
        until(lambda: bool(backends(WAITING, apart_from=own)))
        silent = stopped(backends(WAITING, apart_from=own))
        with silent:
            locking.rollback()
            others = web.get_all([API, PAGE] * 3)
            assert_refused_in_time([pending.result()])
    assert {reply.status for reply in others} == {200}
    assert max(reply.seconds for reply in others) < pending.result().seconds


def test_requests_to_a_silent_database_get_503_until_it_is_back(web: Web, others: int) -> None:
    until(lambda: {reply.status for reply in web.get_all([API, PAGE] * 4)} == {200})
    with stopped(whole_server()):
        pending = [web.submit(path) for path in [API, PAGE] * 3]
        assert web.get("/livez").status == 200
        assert_refused_in_time([web.get("/readyz")])
        assert_refused_in_time([reply.result() for reply in pending])
        # The old connections are closed: these requests wait for new ones.
        assert_refused_in_time(web.get_all([API, PAGE]))
    healing = time.monotonic()
    until(lambda: web.is_ok(API))
    assert time.monotonic() - healing < BOUND
    assert_no_leak(others)
    assert {reply.status for reply in web.get_all([API, PAGE] * 4)} == {200}
