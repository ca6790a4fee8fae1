"""`./shop up` as a person uses it: a real process, told to stop, killed, or refused."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from shop_search.service_account import service_account
from tests.operations.test_supervisor import gone, until

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]
ROOT: Path = settings.BASE_DIR
SET_BY_THE_TESTS = {"DATABASE_URL", "REDIS_URL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    process: psutil.Process
    var: Path
    port: int


@pytest.fixture(scope="module")
def shop() -> Iterator[Running]:
    """One that keeps running; for the tests that do not end it."""
    # Outside of pytest's folder, as in conftest.py.
    with tempfile.TemporaryDirectory(prefix="shop-test-", ignore_cleanup_errors=True) as folder:
        var, port = Path(folder) / "var", free_port()
        with running(var, port) as process:
            yield Running(process=process, var=var, port=port)


@pytest.fixture
def var(folder: Path) -> Path:
    return folder / "var"


@pytest.fixture
def port() -> int:
    return free_port()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in SET_BY_THE_TESTS and not name.startswith("SHOP_")
    }
    return {**kept, "SHOP_VAR": str(var), **more}


def command(port: int) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "up", "--no-demo", "--port", str(port)]


def refused(var: Path, port: int, **more: str) -> str:
    """What it says when it does not start."""
    done = subprocess.run(
        command(port),
        env=environment(var, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr.strip()


@contextmanager
def running(var: Path, port: int, **more: str) -> Iterator[psutil.Process]:
    log = var.parent / "screen"
    known = environment(var, **more)
    with log.open("w") as screen:
        up = subprocess.Popen(command(port), env=known, stdout=screen, stderr=screen)
    try:
        until(lambda: up.poll() is not None or "Ready after" in log.read_text(), 120)
        assert up.poll() is None, log.read_text()
        yield psutil.Process(up.pid)
    finally:
        up.terminate()
        up.wait(60)


def family(up: psutil.Process) -> list[int]:
    return [process.pid for process in up.children(recursive=True)]


def worker(up: psutil.Process) -> int | None:
    """The Celery worker that `up` itself started, not a process of its pool."""
    for child in up.children():
        # It may end between the two looks.
        with suppress(psutil.NoSuchProcess):
            if "worker" in child.cmdline():
                return child.pid
    return None


def test_it_answers_and_its_parts_are_told(shop: Running) -> None:
    url = f"http://127.0.0.1:{shop.port}/readyz"
    with urllib.request.urlopen(url, timeout=10) as response:
        parts = json.load(response)["parts"]
    assert all(parts[name]["ok"] for name in ("database", "migrations", "broker", "worker"))


def test_its_secrets_are_for_their_owner_only(shop: Running) -> None:
    for name in ("admin-password", "secret-key", "redis/redis.conf", "redis/url"):
        assert (shop.var / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="about what root starts")
def test_as_root_only_what_starts_the_others_stays_root(shop: Running) -> None:
    """And nothing that it needs is missing: the tests beside this one are of the same shop."""
    started = shop.process.children(recursive=True)
    keepers = [one for one in started if "shop_search.embedded.keeper" in one.cmdline()]
    assert len(keepers) == 2
    assert {one.username() for one in started if one not in keepers} == {service_account()}


@pytest.mark.skipif(os.geteuid() != 0, reason="about what root stores")
def test_what_a_command_of_root_stores_belongs_to_the_shop(shop: Running) -> None:
    code = (
        "from django.core.files.storage import default_storage as storage\n"
        "from django.core.files.base import ContentFile\n"
        "storage.save('photos/roots/own.jpg', ContentFile(b'picture'))"
    )
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "shell", "-c", code],
        env=environment(shop.var),
        check=True,
        capture_output=True,
    )
    stored = shop.var / "media" / "photos" / "roots" / "own.jpg"
    assert {path.owner() for path in (stored, stored.parent)} == {service_account()}
    url = f"http://127.0.0.1:{shop.port}/media/photos/roots/own.jpg"
    with urllib.request.urlopen(url, timeout=10) as response:
        assert response.read() == b"picture"


def test_its_logs_tell_of_searches_but_not_what_for(shop: Running) -> None:
    url = f"http://127.0.0.1:{shop.port}/search/?q=quolzar"
    with urllib.request.urlopen(url, timeout=10) as response:
        request_id = response.headers["X-Request-ID"]
    web_log = shop.var / "log" / "web.log"
    until(lambda: f"(request={request_id})" in web_log.read_text())
    told = {log.name: log.read_text() for log in (shop.var / "log").iterdir()}
    assert "GET search/ 200 " in told["web.log"]
    assert not [name for name, text in told.items() if "quolzar" in text or "127.0.0.1 " in text]


def test_a_second_one_says_that_the_first_is_running(shop: Running, port: int) -> None:
    assert refused(shop.var, port) == f"shop: ./shop up is already running on {shop.var}."


def test_other_commands_join_it(shop: Running) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "showmigrations", "catalog"],
        env=environment(shop.var),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[X] 0001_initial" in done.stdout


def test_a_dead_worker_is_restarted(shop: Running) -> None:
    before = worker(shop.process)
    assert before
    os.kill(before, signal.SIGKILL)
    until(lambda: worker(shop.process) not in {None, before})
    assert "Celery worker died (SIGKILL); restarting it" in (shop.var.parent / "screen").read_text()


def test_sigterm_leaves_no_process_and_a_second_start_keeps_all(var: Path, port: int) -> None:
    with running(var, port) as up:
        password = (var / "admin-password").read_text()
        # Postgres, Redis and their keepers, beat, worker and web server with their processes.
        started = family(up)
        assert len(started) > 8
        up.terminate()
        until(lambda: gone(up.pid), 60)
        assert all(gone(pid) for pid in started)
    with running(var, port):
        assert (var / "admin-password").read_text() == password


def test_killed_it_takes_everything_along(var: Path, port: int) -> None:
    with running(var, port) as up:
        started = family(up)
        up.kill()
        until(lambda: all(gone(pid) for pid in started), 60)


def test_a_port_in_use_is_told_in_one_line(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(var, port)
    assert said == (
        f"shop: Port {port} is in use: stop what uses it, or choose another with --port."
    )


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("DATABASE_URL", "postgresql://postgres@127.0.0.1:1/shop"),
        # An address for documentation (RFC 5737): nobody answers, not even with a refusal.
        ("DATABASE_URL", "postgresql://postgres@192.0.2.1/shop"),
        ("DATABASE_URL", "no url at all"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("REDIS_URL", "redis://192.0.2.1:6379/0"),
    ],
)
def test_an_unreachable_server_is_told_in_one_line(
    var: Path, port: int, variable: str, url: str
) -> None:
    began = time.monotonic()
    said = refused(var, port, **{variable: url, "SHOP_SECRET_KEY": "x" * 50})
    assert said.startswith(f"shop: {variable} ")
    assert "\n" not in said
    assert time.monotonic() - began < 20


def test_a_read_only_folder_is_told_in_one_line(port: int) -> None:
    said = refused(Path("/proc/shop"), port)
    assert said.startswith("shop: The data folder /proc/shop cannot be written to")
    assert "\n" not in said


def test_real_servers_need_a_secret_key(var: Path, port: int) -> None:
    said = refused(var, port, DATABASE_URL=os.environ["DATABASE_URL"])
    assert said.startswith("shop: SHOP_SECRET_KEY is needed")
