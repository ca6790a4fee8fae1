"""Ctrl-C and SIGTERM during a real evaluation: the temporary database is dropped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.worker import database_url

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def default_sigint() -> Iterator[None]:
    """Handle SIGINT: a shell's background job ignores it, and child processes inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def evaluation(tmp_path: Path, default_sigint: None) -> Iterator[subprocess.Popen[bytes]]:
    command = ("manage.py", "evaluate", "--products", "400", "--output", tmp_path)
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        yield process
        process.kill()


def temporary_databases() -> list[str]:
    """Return the names of the databases of temporary shops."""
    with psycopg.connect(database_url()) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, current_database() || %s)",
            ["_evaluation_"],
        )
        return [name for (name,) in rows]


def has_products() -> bool:
    """Return whether the temporary shop has its first products, while others are being drawn."""
    for name in temporary_databases():
        url = urlsplit(database_url())._replace(path=f"/{name}").geturl()
        with psycopg.connect(url) as connection:
            table = connection.execute("SELECT to_regclass('catalog_product')").fetchone()
            if table == (None,):
                return False
            return connection.execute("SELECT FROM catalog_product LIMIT 1").fetchone() is not None
    return False


def wait_until(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.communicate()[0].decode()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("moment", "number"), [(temporary_databases, signal.SIGTERM), (has_products, signal.SIGINT)]
)
def test_an_interrupted_evaluation_drops_its_database(
    evaluation: subprocess.Popen[bytes], moment: Callable[[], object], number: signal.Signals
) -> None:
    wait_until(moment, evaluation)
    evaluation.send_signal(number)
    output, _ = evaluation.communicate(timeout=60)
    assert output.decode().splitlines()[-1].startswith("shop: stopped")
    assert evaluation.returncode == 1
    assert not temporary_databases()
