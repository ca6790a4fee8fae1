"""`./shop up` as a real process: running, stopped, killed, or refusing to start."""

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
from tests.embedding.tiny_model import save_tiny_model
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
    """A running shop, shared by the tests that do not end it."""
    # Not tmp_path, see conftest.py.
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
    """Run `./shop up`, which has to fail, and return its error message."""
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
    """Return the process id of the Celery worker: of its main process, not of its pool."""
    for child in up.children():
        # The child may end in the meantime.
        with suppress(psutil.NoSuchProcess):
            if "worker" in child.cmdline():
                return child.pid
    return None


def test_shop_up_is_ready_with_all_parts(shop: Running) -> None:
    url = f"http://127.0.0.1:{shop.port}/readyz"
    with urllib.request.urlopen(url, timeout=10) as response:
        parts = json.load(response)["parts"]
    assert all(parts[name]["ok"] for name in ("database", "migrations", "broker", "worker"))


def test_shop_up_secrets_are_readable_by_their_owner_only(shop: Running) -> None:
    for name in ("admin-password", "secret-key", "redis/redis.conf", "redis/url"):
        assert (shop.var / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="about what root starts")
def test_shop_up_as_root_drops_privileges_of_its_children(shop: Running) -> None:
    """The other tests of this shop show that the account has the permissions it needs."""
    started = shop.process.children(recursive=True)
    keepers = [child for child in started if "shop_search.embedded.keeper" in child.cmdline()]
    assert len(keepers) == 2
    assert {child.username() for child in started if child not in keepers} == {service_account()}


@pytest.mark.skipif(os.geteuid() != 0, reason="about what root stores")
def test_files_stored_by_root_belong_to_the_service_account(shop: Running) -> None:
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


def test_shop_up_logs_contain_requests_but_no_query_texts(shop: Running) -> None:
    url = f"http://127.0.0.1:{shop.port}/search/?q=quolzar"
    with urllib.request.urlopen(url, timeout=10) as response:
        request_id = response.headers["X-Request-ID"]
    web_log = shop.var / "log" / "web.log"
    until(lambda: f"(request={request_id})" in web_log.read_text())
    logs = {log.name: log.read_text() for log in (shop.var / "log").iterdir()}
    assert "GET search/ 200 " in logs["web.log"]
    assert not [name for name, text in logs.items() if "quolzar" in text or "127.0.0.1 " in text]


def test_second_shop_up_reports_the_first(shop: Running, port: int) -> None:
    assert refused(shop.var, port) == f"shop: ./shop up is already running on {shop.var}."


def test_other_commands_join_the_servers_of_shop_up(shop: Running) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "showmigrations", "catalog"],
        env=environment(shop.var),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[X] 0001_initial" in done.stdout


def test_shop_up_restarts_a_dead_worker(shop: Running) -> None:
    before = worker(shop.process)
    assert before
    os.kill(before, signal.SIGKILL)
    until(lambda: worker(shop.process) not in {None, before})
    assert "Celery worker died (SIGKILL); restarting it" in (shop.var.parent / "screen").read_text()


def test_shop_up_leaves_no_process_at_sigterm_and_keeps_its_data(var: Path, port: int) -> None:
    with running(var, port) as up:
        password = (var / "admin-password").read_text()
        # Postgres, Redis, their keepers, beat, the worker and the web server, with their children.
        started = family(up)
        assert len(started) > 8
        up.terminate()
        until(lambda: gone(up.pid), 60)
        assert all(gone(pid) for pid in started)
    with running(var, port):
        assert (var / "admin-password").read_text() == password


def test_killed_shop_up_leaves_no_process(var: Path, port: int) -> None:
    with running(var, port) as up:
        started = family(up)
        up.kill()
        until(lambda: all(gone(pid) for pid in started), 60)


def test_shop_up_reports_a_port_in_use_in_one_line(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = refused(var, port)
    assert message == (
        f"shop: Port {port} is in use: stop what uses it, or choose another with --port."
    )


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("DATABASE_URL", "postgresql://postgres@127.0.0.1:1/shop"),
        # An address for documentation (RFC 5737): connections are neither accepted nor refused.
        ("DATABASE_URL", "postgresql://postgres@192.0.2.1/shop"),
        ("DATABASE_URL", "no url at all"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("REDIS_URL", "redis://192.0.2.1:6379/0"),
    ],
)
def test_shop_up_reports_an_unreachable_server_in_one_line(
    var: Path, port: int, variable: str, url: str
) -> None:
    began = time.monotonic()
    message = refused(var, port, **{variable: url, "SHOP_SECRET_KEY": "x" * 50})
    assert message.startswith(f"shop: {variable} ")
    assert "\n" not in message
    assert time.monotonic() - began < 20


def test_shop_up_reports_a_read_only_folder_in_one_line(port: int) -> None:
    message = refused(Path("/proc/shop"), port)
    assert message.startswith("shop: The data folder /proc/shop cannot be written to")
    assert "\n" not in message


def test_shop_up_with_real_servers_requires_a_secret_key(var: Path, port: int) -> None:
    message = refused(var, port, DATABASE_URL=os.environ["DATABASE_URL"])
    assert message.startswith("shop: SHOP_SECRET_KEY is needed")


def test_shop_up_reports_a_wrong_encoder_in_one_line(var: Path, port: int) -> None:
    message = refused(var, port, SHOP_ENCODER="ViT-B-32/laion2b_s34b")
    assert message.startswith("shop: SHOP_ENCODER is 'ViT-B-32/laion2b_s34b', but ")
    assert "It has: laion2b_s34b_b79k, " in message
    assert "\n" not in message


def test_shop_up_says_that_products_wait_while_weights_cannot_be_loaded(
    var: Path, port: int, folder: Path
) -> None:
    """The shop runs all the same: searches by words work, and those by the former encoder."""
    model = save_tiny_model(folder / "model")
    weights = model / "open_clip_model.safetensors"
    weights.write_bytes(b"damaged")
    # For the account that runs the shop.
    folder.chmod(0o755)
    weights.chmod(0o644)
    with running(var, port, SHOP_ENCODER=f"local-dir:{model}"):
        screen = var.parent / "screen"
        until(lambda: "Products are not indexed: " in screen.read_text(), 60)
        assert "that its files are whole" in screen.read_text()
        url = f"http://127.0.0.1:{port}/readyz"
        with urllib.request.urlopen(url, timeout=10) as response:
            report = json.load(response)
    assert report["status"] == "degraded"
    assert f"cannot use SHOP_ENCODER=local-dir:{model}" in report["parts"]["encoder"]["detail"]
    assert "that its files are whole" in (var / "log" / "web.log").read_text()
