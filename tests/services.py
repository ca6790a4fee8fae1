"""A pytest plugin, loaded before Django's settings: real Postgres and Redis for the tests.

Always fresh ones in a temporary folder, whatever DATABASE_URL says: tests delete what they find.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from shop_search.embedded.command_line import embedded_servers

SLOW = ("services", "browser")
# Numeric libraries start a thread for each core, which spin while they wait for each other. Beside
# other work on the machine a test of a minute took seven.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
}


def start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="shop-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for variable in [name for name in os.environ if name.startswith("SHOP_")]:
        del os.environ[variable]
    os.environ["DATABASE_URL"] = os.environ["REDIS_URL"] = ""
    os.environ |= ONE_THREAD  # before any of them is imported
    servers = ExitStack()
    servers.enter_context(embedded_servers(folder))
    atexit.register(servers.close)
    forget_durability(os.environ["DATABASE_URL"])


def forget_durability(url: str) -> None:
    """Nothing here must survive a power cut."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fast tests first: most mistakes show within seconds."""
    items.sort(key=lambda item: any(item.get_closest_marker(slow) for slow in SLOW))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What `./shop test` found before the tests, where it is not scrolled away."""
    failed = os.environ.get("FAILED_CHECKS")
    if failed:
        terminalreporter.write_line(f"FAILED checks, see above: {failed}", red=True)


start()
