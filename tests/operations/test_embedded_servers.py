"""Embedded servers are shared by several processes and stop with the last."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shop_search.embedded.client import Membership
from shop_search.embedded.locks import is_locked_exclusively
from shop_search.embedded.postgres import tuned_settings
from tests.operations.test_supervisor import until

pytestmark = pytest.mark.services


@pytest.fixture
def var(folder: Path) -> Path:
    # A path longer than that of a socket may be, as in the workspace of a build server.
    deep = folder / ("deep-" * 20) / "var with space"
    deep.mkdir(parents=True)
    return deep


@pytest.fixture
def postgres(var: Path) -> Iterator[Membership]:
    membership = Membership("postgres", var)
    yield membership
    membership.leave()
    membership.wait_until_stopped()


def query(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT 1").fetchone()
        assert row
        return int(row[0])


def test_second_user_of_embedded_postgres_shares_the_server(
    var: Path, postgres: Membership
) -> None:
    second = Membership("postgres", var)
    assert second.url == postgres.url
    second.leave()
    second.wait_until_stopped()
    assert query(postgres.url) == 1


def test_embedded_postgres_stops_with_its_last_user_and_keeps_data(var: Path) -> None:
    first = Membership("postgres", var)
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    first.leave()
    first.wait_until_stopped()
    assert not (var / "postgres" / "data" / "postmaster.pid").exists()
    again = Membership("postgres", var)
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    again.leave()
    again.wait_until_stopped()


def test_embedded_server_stops_after_its_last_user_was_killed(var: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from shop_search.embedded.client import Membership\n"
        "user = Membership('redis', Path(sys.argv[1]))\n"
        "print('joined', flush=True); time.sleep(600)"
    )
    user = subprocess.Popen([sys.executable, "-c", code, var], stdout=subprocess.PIPE)
    with user:
        assert user.stdout
        assert user.stdout.readline() == b"joined\n"
        user.kill()
    until(lambda: not is_locked_exclusively(var / "redis" / "keeper.lock"))


def test_embedded_postgres_has_pgvector_and_our_settings(postgres: Membership) -> None:
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE EXTENSION vector")
        assert connection.execute("SHOW jit").fetchone() == ("off",)


WORD = "quolzar"


def test_postgres_log_has_errors_without_statements_or_values(
    var: Path, postgres: Membership
) -> None:
    mistakes = (
        f"SELECT nonsense = '{WORD}'",
        f"DO $$ BEGIN RAISE EXCEPTION 'too much' USING DETAIL = '{WORD}'; END $$",
        f"INSERT INTO words SELECT '{WORD}'",
        f"SET statement_timeout = 50; SELECT '{WORD}', pg_sleep(9)",
    )
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE words (word text PRIMARY KEY)")
        connection.execute("INSERT INTO words VALUES (%s)", [WORD])
        for mistake in mistakes:
            with pytest.raises(psycopg.Error):
                connection.execute(mistake)
    log = var / "log" / "postgres.log"
    until(lambda: "statement timeout" in log.read_text())
    assert "duplicate key" in log.read_text()
    assert WORD not in log.read_text()


def test_embedded_server_logs_are_readable_by_their_owner_only(
    var: Path, postgres: Membership
) -> None:
    folder = var / "log"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {log.stat().st_mode & 0o777 for log in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("memory", "buffers"), [(512, "128MB"), (8192, "1024MB"), (65536, "3072MB")]
)
def test_shared_buffers_are_an_eighth_of_memory_within_bounds(memory: int, buffers: str) -> None:
    assert tuned_settings(memory, 2)["shared_buffers"] == buffers
