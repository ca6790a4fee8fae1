"""A pytest plugin that starts real Postgres and Redis servers before Django's settings are loaded.

They are always fresh, in a temporary folder, whatever DATABASE_URL says: tests delete all data.
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
# Numeric libraries start a thread per core, and these threads spin while they wait for each other.
# On a busy machine, a test of one minute took seven.
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
    os.environ |= ONE_THREAD  # before numeric libraries are imported
    servers = ExitStack()
    servers.enter_context(embedded_servers(folder))
    atexit.register(servers.close)
    disable_durability(os.environ["DATABASE_URL"])


def disable_durability(url: str) -> None:
    """Make Postgres faster: test data need not survive a power cut."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the fast tests first, so that most failures show within seconds."""
    items.sort(key=lambda item: any(item.get_closest_marker(slow) for slow in SLOW))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat the failures of `./shop test`'s earlier checks where they stay visible."""
    failed = os.environ.get("FAILED_CHECKS")
    if failed:
        terminalreporter.write_line(f"FAILED checks, see above: {failed}", red=True)


start()
