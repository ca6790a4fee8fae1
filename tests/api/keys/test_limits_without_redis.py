"""While Redis is stopped, limits hold in each process; then they are shared again."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.http import HttpRequest, HttpResponse
from django.urls import path
from pytest_django import Settings

from shop_search import limiter
from shop_search.embedded.redis import executable
from shop_search.local_windows import LocalWindows
from tests.api.keys.conftest import MakeKey, get

pytestmark = [pytest.mark.django_db, pytest.mark.services, pytest.mark.urls(__name__)]
ANONYMOUS = 4


def found(request: HttpRequest) -> HttpResponse:
    return HttpResponse("found")


urlpatterns = [path("api/v1/searches/", found)]


def statuses(number: int, key: str = "") -> list[int]:
    return [get("/api/v1/searches/", key).status_code for _ in range(number)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short one: a socket's path is limited to 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        yield Path(folder)


@contextmanager
def redis_server(folder: Path) -> Iterator[None]:
    """A real Redis at a socket in the folder, which keeps nothing when it ends."""
    socket = folder / "redis.sock"
    command = [executable(), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        wait_until_ready(socket)
        yield
        server.kill()
    socket.unlink()


def wait_until_ready(socket: Path) -> None:
    deadline = time.monotonic() + 30
    with redis.Redis(unix_socket_path=str(socket)) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            else:
                return


def test_limits_hold_while_redis_is_stopped_and_are_shared_again_when_it_is_back(
    secret: MakeKey, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "PAUSE", 0.5)
    monkeypatch.setattr(limiter, "REDIS_TIMEOUT", 30)  # however slow this machine is
    monkeypatch.setattr(limiter, "_local", LocalWindows())
    settings.SHOP_SEARCHES_PER_MINUTE = ANONYMOUS
    settings.SHOP_CACHE_URL = f"unix://{folder}/redis.sock"
    key = secret("search", requests_per_minute=5)
    with redis_server(folder):
        assert statuses(2, key) == [200, 200]
    assert statuses(7, key) == [200] * 5 + [429, 429]
    assert statuses(ANONYMOUS + 1) == [200] * ANONYMOUS + [429]
    with redis_server(folder):
        time.sleep(0.6)
        assert statuses(6, key) == [200] * 5 + [429]
